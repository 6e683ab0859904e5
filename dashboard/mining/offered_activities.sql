-- One row is an activity of the chosen cases, and in how many of them it occurs.
SELECT activity AS code, count(*) FILTER (NOT is_repetition) AS cases
FROM case_events
SEMI JOIN chosen USING (case_id)
WHERE process = $process
GROUP BY activity
ORDER BY activity
