-- One row is an activity of the process and who is waited for after it, from the reviewed list of activities.
SELECT activity, any_value(waits_on) AS waits_on
FROM case_events
WHERE process = $process
GROUP BY activity
ORDER BY activity
