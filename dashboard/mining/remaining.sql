-- One row is an event whose activity is not hidden, in the order in which the file holds them.
SELECT case_id, activity, unit, "at", is_repetition
FROM case_events
WHERE process = $process AND NOT list_contains($hidden, activity)
