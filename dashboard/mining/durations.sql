-- One row is the whole process: its cases, and seconds from the first to the last event of a case.
, durations AS (
    SELECT (epoch_us(max("at")) - epoch_us(min("at"))) / 1e6 AS seconds
    FROM case_events
    SEMI JOIN chosen USING (case_id)
    WHERE process = $process
    GROUP BY case_id
)

SELECT
    count(*) AS cases,
    quantile_cont(seconds, 0.5) AS median,
    avg(seconds) AS mean,
    quantile_cont(seconds, 0.95) AS p95
FROM durations
