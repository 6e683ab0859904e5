-- Cases in which three events after one another lie in one unit, another and the first again.
WITH followed AS (
  SELECT case_id, unit, lead(unit) OVER one AS next_unit, lead(unit, 2) OVER one AS unit_after
  FROM case_events WHERE process = $process
  WINDOW one AS (PARTITION BY case_id ORDER BY seq)
),
to_and_fro AS (
  SELECT case_id, bool_or(list_contains($units, unit) AND list_contains($units, next_unit)) AS theirs
  FROM followed WHERE unit = unit_after AND unit <> next_unit GROUP BY case_id
)
SELECT
  count(*) AS cases, count(*) FILTER (theirs) AS cases_to_and_fro,
  count(theirs) AS cases_to_and_fro_any_units
FROM cases LEFT JOIN to_and_fro USING (case_id)
WHERE process = $process AND received_on >= $from;
