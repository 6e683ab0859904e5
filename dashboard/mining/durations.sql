-- One row is the whole process: its cases, and seconds from the first to the last event of a case.
, durations AS (
    SELECT epoch_us(max("at")) - epoch_us(min("at")) AS microseconds
    FROM case_events
    SEMI JOIN chosen USING (case_id)
    WHERE process = $process
    GROUP BY case_id
)

SELECT
    count(*) AS cases,
    quantile_cont(microseconds / 1e6, 0.5) AS median,
    sum(microseconds)::DOUBLE / (1e6 * count(*)) AS mean,
    quantile_cont(microseconds / 1e6, 0.95) AS p95
FROM durations
