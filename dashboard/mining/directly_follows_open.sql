-- One row is an edge, as in directly_follows.sql, with only the seconds in which the unit of the first event was open.
SELECT
    activity AS "from",
    next_activity AS "to",
    count(*) AS count,
    count(*) FILTER (NOT is_repeated_pair) AS cases,
    count(*) FILTER (is_repetition) AS repeated,
    count(*) FILTER (unit_changed) AS handovers,
    quantile_cont(open_seconds, [0.5, 0.9]) AS quantiles,
    sum(open_seconds)::DOUBLE AS sum_s
FROM steps
GROUP BY activity, next_activity
