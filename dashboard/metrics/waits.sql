-- One row is a group in a slice with a length in days: how many of the cohort ended after it, or had waited it when the data end.
SELECT
    {slice} AS slice,
    {groups},
    greatest(0, least(coalesce({ended_by}, $until), $until) - {dated_by})::INTEGER AS days,
    {ended_by} IS NOT NULL AND {ended_by} <= $until AS has_ended,
    count(*) AS waited
FROM {fact}
WHERE {dated_by} BETWEEN $start AND $end
    AND {filter}
GROUP BY ALL
