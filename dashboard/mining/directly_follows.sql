-- One row is an edge: how often the second activity comes directly after the first, and the seconds between. The mean
-- is summed in whole microseconds: a sum of fractions depends on the order of the rows.
SELECT
    activity AS "from",
    next_activity AS "to",
    count(*) AS count,
    quantile_cont(wait_seconds, 0.5) AS median_s,
    sum((wait_seconds * 1e6)::BIGINT)::DOUBLE / (1e6 * count(wait_seconds)) AS mean_s,
    quantile_cont(wait_seconds, 0.9) AS p90_s
FROM case_steps
SEMI JOIN chosen USING (case_id)
WHERE process = $process
GROUP BY activity, next_activity
ORDER BY count DESC, activity, next_activity
