-- One row is an edge: how often the second activity comes directly after the first, in how many cases, how often it had
-- occurred before, and the seconds between. The sum is of whole microseconds: one of fractions depends on the order.
SELECT
    activity AS "from",
    next_activity AS "to",
    count(*) AS count,
    count(*) FILTER (NOT is_repeated_pair) AS cases,
    count(*) FILTER (is_repetition) AS repeated,
    count(*) FILTER (unit_changed) AS handovers,
    quantile_cont(wait_seconds, [0.5, 0.9]) AS quantiles,
    sum((wait_seconds * 1e6)::BIGINT)::DOUBLE / 1e6 AS sum_s
FROM steps
GROUP BY activity, next_activity
