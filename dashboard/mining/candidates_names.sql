-- One row is an activity that occurs.
SELECT DISTINCT activity FROM case_events ORDER BY activity
