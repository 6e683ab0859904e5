-- One row: times that the rule could be met, was, may still be; cases with such a time, and those with a breach.
SELECT
    count(*) AS activations,
    count(*) FILTER (is_met) AS met,
    count(*) FILTER (is_pending AND NOT is_met) AS pending,
    count(DISTINCT case_id) AS cases,
    array_agg(DISTINCT case_id) FILTER (NOT is_met AND NOT is_pending) AS broken
FROM activations
