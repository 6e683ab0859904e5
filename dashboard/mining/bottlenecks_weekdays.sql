-- One row is an activity, a weekday (1 is Monday, local time) and the cases in which it happened then.
SELECT
    activity,
    isodow(timezone('Europe/Copenhagen', timezone('UTC', "at"))) AS weekday,
    count(*) AS times,
    count(DISTINCT case_id) AS cases
FROM case_events
SEMI JOIN chosen USING (case_id)
GROUP BY ALL
ORDER BY ALL
