-- One row is an activity: how often it happens, and how many cases start with it.
SELECT activity, count(*) AS events, count(*) FILTER (seq = 1) AS starts
FROM case_events
SEMI JOIN chosen USING (case_id)
WHERE process = $process
GROUP BY activity
