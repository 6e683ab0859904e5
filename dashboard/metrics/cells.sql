-- One row is a month in a place: how many rows of the fact one of its days puts there, and what metrics count of them.
SELECT
    '{kind}' AS kind,
    date_trunc('month', {day})::DATE AS month,
    {columns},
    count(*) AS rows,
    {counted}
FROM {fact}
WHERE {day} IS NOT NULL
GROUP BY ALL
