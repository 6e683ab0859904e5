-- Complaints of the units, counted as units are now, before and since.
SELECT
  count(*) FILTER (received_on >= $from - $months_before * INTERVAL 1 MONTH AND received_on < $from)
    AS complaints_before,
  count(*) FILTER (received_on >= $from) AS complaints_after
FROM complaints WHERE list_contains($units_now, unit_now);
