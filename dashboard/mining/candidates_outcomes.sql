-- One row is a process, a legal basis, a result and the set of activities that a decided case went through.
WITH codes AS (
    SELECT activity, code FROM (SELECT unnest($activities) AS activity, unnest($codes) AS code)
),

chosen AS (
    SELECT case_id, process, legal_basis, result
    FROM cases
    WHERE received_on BETWEEN $since AND $until
        AND decided_on IS NOT NULL AND result IS NOT NULL
        AND ($department IS NULL OR department = $department)
        AND ($centre IS NULL OR centre = $centre)
        AND ($unit IS NULL OR unit = $unit)
        AND ($service_area IS NULL OR service_area = $service_area)
),

went AS (
    SELECT case_id, bit_or(code::BIGINT) AS steps
    FROM case_events
    JOIN codes USING (activity)
    GROUP BY case_id
)

SELECT process, coalesce(legal_basis, '') AS legal_basis, result, coalesce(steps, 0) AS steps, count(*) AS cases
FROM chosen
LEFT JOIN went USING (case_id)
GROUP BY ALL
ORDER BY ALL
