-- One row is a beginning, an end, a variant or a range of durations of the chosen cases, and how many of them have it.
SELECT
    CASE $dimension
        WHEN 'first_activity' THEN first_activity
        WHEN 'last_activity' THEN last_activity
        WHEN 'variant' THEN path::VARCHAR
        WHEN 'duration' THEN len(list_filter($bounds, lambda bound: duration_seconds >= bound))::VARCHAR
    END AS code,
    count(*) AS cases
FROM paths
GROUP BY code
ORDER BY code
