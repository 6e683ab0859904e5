-- One row is all that was chosen: its cases and how long they last, what was done again, what went from hand to hand.
SELECT
    count(*) AS cases,
    sum(events)::BIGINT AS events,
    quantile_cont(duration_seconds, [0.5, 0.95]) AS quantiles,
    sum((duration_seconds * 1e6)::BIGINT)::DOUBLE / (1e6 * count(*)) AS mean,
    count(*) FILTER (events > activities) AS rework_cases,
    sum(events - activities)::BIGINT AS rework_events,
    sum(self_loops)::BIGINT AS self_loops,
    count(*) FILTER (self_loops > 0) AS self_loop_cases,
    sum(person_changes)::BIGINT AS person_changes,
    sum(ping_pongs)::BIGINT AS ping_pongs
FROM paths
