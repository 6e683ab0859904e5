-- One row is a month, a unit and a length in days: how many of the month's cohort ended after it, or had waited it when the data end.
SELECT
    date_trunc('month', {dated_by})::DATE AS month,
    {columns},
    greatest(0, least(coalesce({ended_by}, $until), $until) - {dated_by})::INTEGER AS days,
    {ended_by} IS NOT NULL AND {ended_by} <= $until AS has_ended,
    count(*) AS waited
FROM {fact}
WHERE {dated_by} IS NOT NULL
GROUP BY ALL
