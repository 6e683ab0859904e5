-- What an extract knew of the complaints of a month: its own extract, and those one, two and three months later.
WITH versions AS (
  SELECT complaint_key, received_on, extracted_on FROM complaints WHERE source = $source
  UNION ALL
  SELECT complaint_key, received_on, extracted_on FROM complaints_earlier WHERE source = $source
),
first_known AS (
  SELECT last_day(any_value(received_on)) AS month_end, min(extracted_on) AS known_on
  FROM versions WHERE received_on BETWEEN $from AND $to GROUP BY complaint_key
)
SELECT
  count(*) AS rows,
  [
    count(*) FILTER (known_on <= month_end),
    count(*) FILTER (known_on <= last_day((month_end + INTERVAL 1 MONTH)::DATE)),
    count(*) FILTER (known_on <= last_day((month_end + INTERVAL 2 MONTH)::DATE)),
    count(*) FILTER (known_on <= last_day((month_end + INTERVAL 3 MONTH)::DATE))
  ] AS known_after_months
FROM first_known;
