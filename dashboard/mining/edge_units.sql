-- One row is the unit where the first of the two events happened: how often, and the seconds to the second.
SELECT
    unit,
    count(*) AS count,
    quantile_cont(wait_seconds, 0.5) AS median_s,
    quantile_cont(wait_seconds, 0.9) AS p90_s
FROM steps
WHERE activity = $first AND next_activity = $then AND unit IS NOT NULL
GROUP BY unit
ORDER BY unit
