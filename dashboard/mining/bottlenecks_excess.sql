-- One row is a transition: seconds beyond the first quartile of the same transition, which the quickest quarter does without.
SELECT
    activity, next_activity, sum(greatest(0, wait_seconds - quarter)) AS excess_s
FROM steps
JOIN (
    SELECT activity, next_activity, quantile_cont(wait_seconds, 0.25) AS quarter
    FROM steps
    GROUP BY ALL
) USING (activity, next_activity)
GROUP BY ALL
ORDER BY ALL
