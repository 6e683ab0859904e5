-- One row is the whole process: seconds from first to last event of a case.
WITH durations AS (
    SELECT (epoch_us(max("at")) - epoch_us(min("at"))) / 1e6 AS seconds
    FROM case_events
    SEMI JOIN chosen USING (case_id)
    WHERE process = $process
    GROUP BY case_id
)

SELECT avg(seconds) AS mean, quantile_cont(seconds, [0.5, 0.95]) AS quantiles
FROM durations
