-- Decided cases with the step and without it, and how many of each were granted.
WITH taken AS (
  SELECT case_id, count(*) AS times FROM case_events WHERE process = $process AND activity = $activity GROUP BY case_id
)
SELECT
  count(*) FILTER (decided_on IS NOT NULL AND times > 0) AS decided_with,
  count(*) FILTER (result = 'granted' AND times > 0) AS granted_with,
  count(*) FILTER (decided_on IS NOT NULL AND times IS NULL) AS decided_without,
  count(*) FILTER (result = 'granted' AND times IS NULL) AS granted_without,
  sum(times) AS times
FROM cases LEFT JOIN taken USING (case_id)
WHERE process = $process AND received_on >= $from;
