-- How often the cases received in the time were asked for information.
WITH asked AS (
  SELECT case_id, count(events.activity) AS times
  FROM cases LEFT JOIN case_events AS events USING (case_id)
  WHERE cases.process = $process AND received_on >= $from AND coalesce(events.activity = $activity, true)
  GROUP BY case_id
)
SELECT
  (SELECT count(*) FROM cases WHERE process = $process AND received_on >= $from) AS cases,
  count(*) FILTER (times >= 1) AS cases_asked, count(*) FILTER (times >= 2) AS cases_asked_again,
  sum(times) AS requests, sum(times - 1) FILTER (times >= 1) AS repeated_requests
FROM asked;
