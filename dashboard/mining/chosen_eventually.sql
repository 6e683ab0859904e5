-- One row is a case in which an activity is followed sooner or later by another, within a time if one is asked for.
SELECT DISTINCT earlier.case_id
FROM case_events AS earlier
JOIN case_events AS later ON later.case_id = earlier.case_id AND later.seq > earlier.seq
WHERE earlier.process = $process
    AND later.process = $process
    AND earlier.activity = $before
    AND later.activity = $after
    AND ($within_seconds IS NULL OR epoch_us(later."at") - epoch_us(earlier."at") <= 1e6 * $within_seconds)
