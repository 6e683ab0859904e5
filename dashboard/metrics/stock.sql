-- One row is a group in a slice: what began there (sign 1) or ended (sign -1). What is open at a slice's end is the running sum,
-- so every row is read once, however many slices there are. Rows that ended before $first_end are open in no slice.
WITH lived AS (
    SELECT *
    FROM {fact}
    WHERE {dated_by} <= $end
        AND ({ended_by} IS NULL OR {ended_by} > $first_end)
        AND {filter}
),
moved AS (
    SELECT *, greatest({dated_by}, $start) AS moved_on, 1 AS sign FROM lived
    UNION ALL
    SELECT *, greatest({dated_by}, {ended_by}, $start), -1 FROM lived WHERE {ended_by} <= $end
)
SELECT
    {slice} AS slice,
    {groups},
    sign,
    {numerator} AS numerator,
    {denominator} AS denominator
FROM moved
GROUP BY ALL
