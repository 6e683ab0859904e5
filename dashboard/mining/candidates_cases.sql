-- One row is a process and a hundredth of its cases: how many, how many came back to a unit they had left, days waited
-- for somebody outside, and what was decided too late.
WITH chosen AS (
    SELECT case_id, process, decided_in_time, (closed_on - received_on) AS days
    FROM cases
    WHERE received_on BETWEEN $since AND $until
        AND ($department IS NULL OR department = $department)
        AND ($centre IS NULL OR centre = $centre)
        AND ($unit IS NULL OR unit = $unit)
        AND ($service_area IS NULL OR service_area = $service_area)
),

moved AS (
    SELECT
        case_id, unit_changed,
        lead(case_id) OVER () = case_id AND unit <> next_unit AND lead(next_unit) OVER () = unit AS there_and_back
    FROM case_steps
),

followed AS (
    SELECT
        case_id, count(*) AS steps, count(*) FILTER (unit_changed) AS handovers,
        count(*) FILTER (there_and_back) AS ping_pongs
    FROM moved
    GROUP BY case_id
)

SELECT
    process,
    (hash(case_id) % $buckets)::INTEGER AS bucket,
    count(*) AS cases,
    count(days) AS closed,
    count(steps) AS mined,
    coalesce(sum(steps), 0) AS steps,
    coalesce(sum(handovers), 0) AS handovers,
    coalesce(sum(ping_pongs), 0) AS ping_pongs,
    count(*) FILTER (ping_pongs > 0) AS returned,
    count(decided_in_time) AS due,
    count(*) FILTER (NOT decided_in_time) AS late
FROM chosen
LEFT JOIN followed USING (case_id)
GROUP BY ALL
ORDER BY ALL
