-- One row is a process and a number of cases: so many of its variants are followed by as many closed cases; by
-- as many cases where the process tells of none that it is closed, as a single log does.
WITH chosen AS (
    SELECT case_id
    FROM cases
    WHERE received_on BETWEEN $since AND $until
        AND ($department IS NULL OR department = $department)
        AND ($centre IS NULL OR centre = $centre)
        AND ($unit IS NULL OR unit = $unit)
        AND ($service_area IS NULL OR service_area = $service_area)
    QUALIFY closed_on IS NOT NULL OR count(closed_on) OVER (PARTITION BY process) = 0
),

variants AS (
    SELECT process, events, path, count(*) AS cases
    FROM case_paths
    SEMI JOIN chosen USING (case_id)
    GROUP BY ALL
)

SELECT process, cases, count(*) AS variants FROM variants GROUP BY ALL ORDER BY ALL
