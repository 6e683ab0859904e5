-- One row is a transition and the month in which its second event happened: how often, and the median seconds. The month
-- of the first would leave out what still waits, and make the latest months look quick.
SELECT
    activity,
    next_activity,
    strftime("at" + to_microseconds((wait_seconds * 1e6)::BIGINT), '%Y-%m') AS month,
    count(*) AS times,
    quantile_cont(wait_seconds, 0.5) AS median_s
FROM steps
GROUP BY activity, next_activity, month
ORDER BY activity, next_activity, month
