-- One row is an activity, a weekday (1 is Monday, local time) and how often it happened then. Hours are counted first:
-- there are fewer of them to turn into local time.
SELECT
    activity,
    isodow(timezone('Europe/Copenhagen', timezone('UTC', hour))) AS weekday,
    sum(times)::BIGINT AS times
FROM (
    SELECT activity, date_trunc('hour', "at") AS hour, count(*) AS times
    FROM case_events
    SEMI JOIN chosen USING (case_id)
    GROUP BY ALL
)
GROUP BY ALL
ORDER BY ALL
