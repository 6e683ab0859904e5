-- One row is a month in which the first of the two events happened: how often, and the seconds to the second.
SELECT
    strftime("at", '%Y-%m') AS month,
    count(*) AS count,
    quantile_cont(wait_seconds, 0.5) AS median_s
FROM steps
WHERE activity = $first AND next_activity = $then
GROUP BY month
ORDER BY month
