-- One row is a case's way through, as it was counted when the facts were made.
SELECT
    case_id, events, activities, self_loops, path, first_activity, last_activity, first_at, last_at, duration_seconds,
    open_seconds, ping_pongs, person_changes
FROM case_paths
WHERE process = $process
    AND ($unit IS NULL OR list_contains($unit, case_unit))
