-- One row is a case with the activity: once, or more often.
SELECT case_id, count(*) = 1 AS is_met, FALSE AS is_pending
FROM case_events
JOIN ruled USING (case_id)
WHERE process = $process AND activity = $first
GROUP BY case_id
