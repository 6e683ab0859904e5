-- One row is an activity that some case has more than once: its cases, and those that have it again.
SELECT
    activity,
    count(*) FILTER (NOT is_repetition) AS cases,
    count(DISTINCT case_id) FILTER (is_repetition) AS cases_again
FROM case_events
SEMI JOIN chosen USING (case_id)
GROUP BY activity
HAVING cases_again > 0
ORDER BY cases_again DESC, activity
