-- One row is a variant to show: an order of activities and the number of cases that follow it. Each row repeats
-- how many variants there are, and what is merged because too few cases follow it. Always at least one row.
WITH codes AS (
    SELECT activity, row_number() OVER (ORDER BY activity) AS code
    FROM (SELECT DISTINCT activity FROM case_events WHERE process = $process)
),

-- Position and activity are hashed as one value. Two arguments would be combined by xor, positions would cancel
-- out, and permutations would be taken for the same variant. No sort is needed.
paths AS (
    SELECT case_id, count(*) AS events, bit_xor(hash(seq::BIGINT * 65536 + code)) AS path
    FROM case_events
    SEMI JOIN chosen USING (case_id)
    JOIN codes USING (activity)
    WHERE process = $process
    GROUP BY case_id
),

variants AS MATERIALIZED (
    SELECT count(*) AS cases, min(case_id) AS example
    FROM paths
    GROUP BY events, path
),

-- Where all that is too small adds up to a small number, the next variant is merged with it.
floors AS (
    SELECT
        CASE
            WHEN sum(cases) FILTER (cases < $threshold) BETWEEN 1 AND $threshold - 1
                THEN coalesce(min(cases) FILTER (cases >= $threshold) + 1, $threshold)
            ELSE $threshold
        END AS floor
    FROM variants
),

totals AS (
    SELECT
        count(*) AS variant_count,
        count(*) FILTER (cases < floor) AS merged_variants,
        coalesce(sum(cases) FILTER (cases < floor), 0)::BIGINT AS merged_cases
    FROM variants, floors
),

-- Ties with the last one to show are kept here: which of them comes first is known when they have names.
shown AS (
    SELECT cases, example
    FROM variants, floors
    WHERE cases >= floor
    QUALIFY $variants = 0 OR rank() OVER (ORDER BY cases DESC) <= $variants
),

named AS (
    SELECT any_value(cases) AS count, list(activity ORDER BY seq) AS activities
    FROM case_events
    JOIN shown ON case_id = example
    WHERE process = $process
    GROUP BY example
    ORDER BY count DESC, activities
    LIMIT CASE WHEN $variants = 0 THEN NULL ELSE $variants END
)

SELECT variant_count, merged_variants, merged_cases, count, activities
FROM totals
LEFT JOIN named ON TRUE
ORDER BY count DESC, activities
