-- One row is a group in a slice of the period: what happened there from $start to $end.
SELECT
    {slice} AS slice,
    {groups},
    {numerator} AS numerator,
    {denominator} AS denominator
FROM {fact}
WHERE {dated_by} BETWEEN $start AND $end
    AND {filter}
GROUP BY ALL
