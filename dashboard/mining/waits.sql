-- One row is a transition: its times in seconds, and those beyond the first quartile of the same transition, which the
-- quickest quarter does without.
SELECT
    activity,
    next_activity,
    any_value(quartiles) AS quartiles,
    sum((wait_seconds * 1e6)::BIGINT)::DOUBLE / 1e6 AS sum_s,
    sum((greatest(0, wait_seconds - quartiles[1]) * 1e6)::BIGINT)::DOUBLE / 1e6 AS beyond_s
FROM steps
JOIN (
    SELECT activity, next_activity, quantile_cont(wait_seconds, [0.25, 0.5, 0.9]) AS quartiles
    FROM steps
    GROUP BY activity, next_activity
) USING (activity, next_activity)
GROUP BY activity, next_activity
ORDER BY activity, next_activity
