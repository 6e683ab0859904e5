-- One row is a group at a slice's end, or at the newest extract within it: how many days those that are open then have been
-- there, the first that so many have not passed.
SELECT
    moment.slice,
    {groups},
    quantile_disc(moment.ends_on - {dated_by}, $reached) AS days
FROM {fact}, (SELECT unnest($starts::DATE[]) AS slice, unnest($ends::DATE[]) AS ends_on) AS moment
WHERE {dated_by} <= moment.ends_on
    AND ({ended_by} IS NULL OR {ended_by} > moment.ends_on)
    AND {filter}
GROUP BY ALL
