-- One row is an activity and who is waited for after it, from the reviewed list of activities.
SELECT activity, any_value(waits_on) AS waits_on
FROM case_events
SEMI JOIN chosen USING (case_id)
GROUP BY activity
ORDER BY activity
