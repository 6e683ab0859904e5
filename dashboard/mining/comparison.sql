-- One row is a transition of the chosen cases: how often, and the percentiles that tell how sure its median is.
SELECT
    activity,
    next_activity,
    count(*) AS times,
    quantile_cont(wait_seconds, [0.4, 0.5, 0.6]) AS percentiles
FROM steps
GROUP BY activity, next_activity
ORDER BY activity, next_activity
