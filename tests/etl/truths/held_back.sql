-- Days from decided to sent of decisions made in the time, in the unit and in the others of the same processes.
SELECT
  median(sent_on - decided_on) FILTER (unit = $unit) AS median_days, count(*) FILTER (unit = $unit) AS decisions,
  median(sent_on - decided_on) FILTER (unit <> $unit) AS median_days_others,
  count(*) FILTER (unit <> $unit) AS decisions_others
FROM cases
WHERE list_contains($processes, process) AND decided_on BETWEEN $from AND $to AND sent_on IS NOT NULL;
