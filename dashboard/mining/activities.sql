-- One row is an activity and how often it happens.
SELECT activity, count(*) AS count
FROM case_events
SEMI JOIN chosen USING (case_id)
WHERE process = $process
GROUP BY activity
ORDER BY count DESC, activity
