-- One row is a variant: the cases that follow the same order of activities, and one of them as its example.
, codes AS (
    SELECT activity, row_number() OVER (ORDER BY activity) AS code
    FROM (SELECT DISTINCT activity FROM case_events WHERE process = $process)
),

-- Position and activity are hashed as one value. Two arguments would be combined by xor, positions would cancel
-- out, and permutations would be taken for the same variant. No sort is needed.
paths AS (
    SELECT
        case_id,
        count(*) AS events,
        bit_xor(hash(seq::BIGINT * 65536 + code)) AS path,
        arg_min(code, seq) AS first_code,
        arg_max(code, seq) AS last_code
    FROM case_events
    SEMI JOIN chosen USING (case_id)
    JOIN codes USING (activity)
    WHERE process = $process
    GROUP BY case_id
),

variants AS (
    SELECT first_code, last_code, count(*) AS cases, min(case_id) AS example
    FROM paths
    GROUP BY events, path, first_code, last_code
)

SELECT first.activity AS first_activity, last.activity AS last_activity, cases, example
FROM variants
JOIN codes AS first ON first.code = first_code
JOIN codes AS last ON last.code = last_code
ORDER BY cases DESC, example
