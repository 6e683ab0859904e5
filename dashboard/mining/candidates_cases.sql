-- One row is a process and a hundredth of its cases: how many, how many came back to a unit they had left, and what
-- was decided too late.
WITH chosen AS (
    SELECT case_id, process, decided_in_time
    FROM cases
    WHERE received_on BETWEEN $since AND $until
        AND ($department IS NULL OR department = $department)
        AND ($centre IS NULL OR centre = $centre)
        AND ($unit IS NULL OR unit = $unit)
        AND ($service_area IS NULL OR service_area = $service_area)
),

followed AS (
    SELECT case_id, events, unit_changes, ping_pongs FROM case_paths
)

SELECT
    process,
    (hash(case_id) % $buckets)::INTEGER AS bucket,
    count(*) AS cases,
    count(events) AS mined,
    coalesce(sum(events), 0) AS events,
    coalesce(sum(unit_changes), 0) AS handovers,
    coalesce(sum(ping_pongs), 0) AS ping_pongs,
    count(*) FILTER (ping_pongs > 0) AS returned,
    count(decided_in_time) AS due,
    count(*) FILTER (NOT decided_in_time) AS late
FROM chosen
LEFT JOIN followed USING (case_id)
GROUP BY ALL
ORDER BY ALL
