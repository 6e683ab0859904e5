-- One row is two events that follow each other when what is hidden is left out: the steps that do not touch it, as they
-- were paired when the facts were made, and the bridges over it.
SELECT
    case_id, activity, next_activity, "at", wait_seconds,
    NULL::INTEGER AS open_seconds,
    unit, next_unit, unit <> next_unit AS unit_changed,
    NULL::BOOLEAN AS person_changed,
    is_repetition,
    NULL::BOOLEAN AS is_repeated_pair
FROM (
    SELECT case_id, activity, next_activity, "at", wait_seconds, unit, next_unit, is_repetition
    FROM paired
    WHERE NOT list_contains($hidden, activity) AND NOT list_contains($hidden, next_activity)
    UNION ALL
    SELECT * FROM bridged
)
