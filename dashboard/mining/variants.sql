-- One row is a variant: the cases that follow the same order of activities, one of them as its example, their median time.
SELECT
    any_value(first_activity) AS first_activity,
    any_value(last_activity) AS last_activity,
    any_value(events) AS events,
    path,
    count(*) AS cases,
    min(case_id) AS example
FROM paths
GROUP BY path, events
