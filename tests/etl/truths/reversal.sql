-- Appeals the body treated, and those it changed or sent back.
SELECT
  count(*) FILTER (outcome <> 'dismissed') AS treated,
  count(*) FILTER (outcome IN ('changed', 'partly', 'remitted')) AS reversed
FROM appeals JOIN complaints USING (complaint_id)
WHERE complaints.service_area = $service_area AND appeals.decided_on BETWEEN $from AND $to;
