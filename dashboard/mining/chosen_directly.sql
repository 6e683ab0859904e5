-- One row is a case in which an activity is directly followed by another, within a time if one is asked for.
SELECT DISTINCT case_id
FROM case_steps
WHERE process = $process
    AND activity = $before
    AND next_activity = $after
    AND ($within_seconds IS NULL OR wait_seconds <= $within_seconds)
