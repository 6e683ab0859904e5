-- One row is a process and an activity: how often, how often by a system, and who is waited for after it.
SELECT
    process, activity, count(*) AS times, count(*) FILTER (role_group = 'system') AS by_system,
    any_value(waits_on) AS waits_on
FROM case_events
GROUP BY ALL
ORDER BY ALL
