-- One row is a process and a number of cases: so many of its variants are followed by as many closed cases. Position
-- and activity are hashed as one value, for two arguments would be combined by xor and permutations would collide.
WITH chosen AS (
    SELECT case_id, process
    FROM cases
    WHERE received_on BETWEEN $since AND $until
        AND closed_on IS NOT NULL
        AND ($department IS NULL OR department = $department)
        AND ($centre IS NULL OR centre = $centre)
        AND ($unit IS NULL OR unit = $unit)
        AND ($service_area IS NULL OR service_area = $service_area)
),

codes AS (
    SELECT activity, row_number() OVER (ORDER BY activity) AS code
    FROM (SELECT DISTINCT activity FROM case_events)
),

paths AS (
    SELECT case_id, count(*) AS events, bit_xor(hash(seq::BIGINT * 65536 + code)) AS path
    FROM case_events
    JOIN codes USING (activity)
    GROUP BY case_id
),

variants AS (
    SELECT process, events, path, count(*) AS cases
    FROM paths
    JOIN chosen USING (case_id)
    GROUP BY ALL
)

SELECT process, cases, count(*) AS variants FROM variants GROUP BY ALL ORDER BY ALL
