-- One row is an edge: how often the second activity comes directly after the first, and the seconds between.
SELECT
    activity,
    next_activity,
    count(*) AS count,
    avg(wait_seconds) AS mean_s,
    quantile_cont(wait_seconds, [0.5, 0.9]) AS quantiles_s
FROM case_steps
SEMI JOIN chosen USING (case_id)
WHERE process = $process
GROUP BY activity, next_activity
