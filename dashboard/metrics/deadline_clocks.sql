-- One row is a deadline, the months in which its clock started and stopped, a place and a length: how many cases.
WITH days AS (
  SELECT unnest($days)::DATE AS day, unnest($working)::INTEGER AS working
),
clocked AS (
  SELECT
    cases.*, deadlines.unit = 'working_days' AS counts_working,
    CASE deadlines.clock_starts WHEN 'complete' THEN complete_on WHEN 'decided' THEN decided_on ELSE received_on END AS started,
    CASE deadlines.clock_stops WHEN 'sent' THEN sent_on ELSE decided_on END AS stopped
  FROM cases
  JOIN deadlines
    ON deadlines.code = cases.deadline
    AND cases.received_on BETWEEN deadlines.valid_from AND coalesce(deadlines.valid_to, DATE '9999-12-31')
),
waited AS (
  SELECT *, greatest(started, least(coalesce(stopped, $until), $until)) AS seen  -- the last day we know it waited
  FROM clocked
  WHERE started <= $until
)
SELECT
  deadline,
  {columns},
  date_trunc('month', started)::DATE AS started,
  date_trunc('month', CASE WHEN stopped <= $until THEN stopped END)::DATE AS stopped,
  CASE WHEN counts_working THEN last.working - first.working ELSE seen - started END::INTEGER AS days,
  decided_in_time IS TRUE AS in_time,
  due_on IS NOT NULL AS has_due,
  count(*) AS waited
FROM waited
JOIN days AS first ON first.day = waited.started
JOIN days AS last ON last.day = waited.seen
GROUP BY ALL
