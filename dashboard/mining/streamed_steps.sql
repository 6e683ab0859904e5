-- One row is two events that follow each other when what is hidden is left out.
SELECT
    case_id, previous_activity AS activity, activity AS next_activity, previous_at AS "at",
    (epoch_us("at") - epoch_us(previous_at)) / 1e6 AS wait_seconds,
    NULL::INTEGER AS open_seconds,
    previous_unit AS unit, unit AS next_unit, unit <> previous_unit AS unit_changed,
    NULL::BOOLEAN AS person_changed,
    is_repetition,
    NULL::BOOLEAN AS is_repeated_pair
FROM streamed
WHERE has_previous
