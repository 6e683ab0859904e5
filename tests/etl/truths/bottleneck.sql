-- The two steps between which the cases of a process wait longest in all.
SELECT [activity, next_activity] AS steps, sum(wait_seconds) / 3600 / 3 AS waiting_hours_a_year
FROM case_steps WHERE process = $process AND "at" >= $from
GROUP BY ALL ORDER BY waiting_hours_a_year DESC LIMIT 1;
