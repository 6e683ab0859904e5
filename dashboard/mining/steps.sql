-- One row is two events that follow each other, as they were paired when the facts were made.
SELECT
    case_id, activity, next_activity, "at", wait_seconds, open_seconds, unit, next_unit, unit_changed, person_changed,
    is_repetition, is_repeated_pair
FROM case_steps
WHERE process = $process
    AND ($unit IS NULL OR list_contains($unit, case_unit))
