-- Cases of a process open at the end of a month, from the month before its cause; one row, the names of the truth.
WITH ends AS (
  SELECT unnest(generate_series(date_trunc('month', $from), date_trunc('month', $until + 1), INTERVAL 1 MONTH))::DATE - 1 AS day
),
stock AS (
  SELECT ends.day, count(cases.case_id) AS open
  FROM ends
  LEFT JOIN cases ON process = $process AND received_on <= day AND (closed_on IS NULL OR closed_on > day)
  GROUP BY ends.day
)
SELECT
  min_by(open, day) AS open_before, max(open) AS open_at_peak, min(day) AS before_on,
  max(open) FILTER (day = $after_on) AS open_after
FROM stock;
