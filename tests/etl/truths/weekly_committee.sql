-- On which weekday a committee meets, and how many cases a meeting treats.
SELECT
  mode(isodow("at")) AS weekday, avg((isodow("at") = $weekday)::INTEGER) AS share_on_weekday,
  count(*) AS treated, count(DISTINCT "at"::DATE) AS meetings
FROM case_events WHERE process = $process AND activity = $activity AND "at" >= $from;
