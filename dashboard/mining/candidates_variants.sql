-- One row is a process and a number of cases: so many of its variants are followed by as many closed cases.
WITH chosen AS (
    SELECT case_id
    FROM cases
    WHERE received_on BETWEEN $since AND $until
        AND closed_on IS NOT NULL
        AND ($department IS NULL OR department = $department)
        AND ($centre IS NULL OR centre = $centre)
        AND ($unit IS NULL OR unit = $unit)
        AND ($service_area IS NULL OR service_area = $service_area)
),

variants AS (
    SELECT process, events, path, count(*) AS cases
    FROM case_paths
    SEMI JOIN chosen USING (case_id)
    GROUP BY ALL
)

SELECT process, cases, count(*) AS variants FROM variants GROUP BY ALL ORDER BY ALL
