-- One row is a case's way through what is left when some activities are hidden. Position and activity are hashed as one
-- value: two arguments would be combined by xor, positions would cancel out and permutations be taken for the same.
SELECT
    case_id,
    count(*) AS events,
    count(*) FILTER (NOT is_repetition) AS activities,
    count(*) FILTER (has_previous AND previous_activity = activity) AS self_loops,
    bit_xor(hash(xor(hash(activity), position::UBIGINT))) AS path,
    arg_min(activity, position) AS first_activity,
    arg_max(activity, position) AS last_activity,
    (epoch_us(max("at")) - epoch_us(min("at"))) / 1e6 AS duration_seconds,
    NULL::INTEGER AS open_seconds,
    NULL::INTEGER AS ping_pongs,
    NULL::INTEGER AS person_changes
FROM (
    SELECT
        *,
        row_number - last_value(CASE WHEN NOT has_previous THEN row_number END IGNORE NULLS)
            OVER (ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS position
    FROM streamed
)
GROUP BY case_id
