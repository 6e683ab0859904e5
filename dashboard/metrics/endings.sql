-- One row is a place, a month of receipt, a length in days and how it ended: how many cases. Those that have not ended have
-- waited until the newest extract.
SELECT
    {columns},
    date_trunc('month', received_on)::DATE AS month,
    greatest(0, least(coalesce(decided_on, closed_on, $until), $until) - received_on)::INTEGER AS days,
    CASE
        WHEN coalesce(decided_on, closed_on) IS NULL OR coalesce(decided_on, closed_on) > $until THEN NULL
        WHEN decided_on IS NULL THEN 'closed'
        WHEN result = 'withdrawn' THEN 'withdrawn'
        ELSE 'decided'
    END AS how,
    count(*) AS cases
FROM cases
WHERE received_on <= $until
GROUP BY ALL
