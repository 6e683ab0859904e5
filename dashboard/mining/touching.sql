-- One row is a step that begins (leaves) or ends (enters) in an activity that is hidden, in the order of the file.
SELECT
    case_id, activity, next_activity, "at", wait_seconds, unit, next_unit, is_repetition,
    list_contains($hidden, activity) AS leaves,
    list_contains($hidden, next_activity) AS enters
FROM case_steps
WHERE process = $process
    AND ($unit IS NULL OR list_contains($unit, case_unit))
    AND (list_contains($hidden, activity) OR list_contains($hidden, next_activity))
