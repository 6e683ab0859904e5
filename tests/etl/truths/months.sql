-- Cases received before, during and after a time, as many months as the truth names.
WITH counted AS (
  SELECT
    received_on,
    date_trunc('month', $from) - $months_before * INTERVAL 1 MONTH AS since,
    date_trunc('month', $to) + INTERVAL 1 MONTH AS after
  FROM cases WHERE source = $source OR process = $process
)
SELECT
  count(*) FILTER (received_on >= since AND received_on < $from) AS cases_before,
  count(*) FILTER (received_on BETWEEN $from AND $to) AS cases_during,
  count(*) FILTER (received_on >= after AND received_on < after + $months_after * INTERVAL 1 MONTH) AS cases_after
FROM counted;
