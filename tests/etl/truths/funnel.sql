-- One row is a unit of a department: how far its formal complaints per case lie from the others', in standard errors.
WITH received AS (
  SELECT unit, count(*) AS cases FROM cases
  WHERE department = $department AND received_on BETWEEN $from AND $to
    AND unit LIKE '%-%-%' AND list_contains($case_sources, source)
  GROUP BY unit
),
complained AS (
  SELECT unit, count(*) AS complaints FROM complaints
  WHERE department = $department AND class = 'formal' AND received_on BETWEEN $from AND $to GROUP BY unit
),
units AS (SELECT unit, coalesce(complaints, 0) AS complaints, cases FROM received LEFT JOIN complained USING (unit)),
against AS (
  SELECT
    unit, complaints / cases AS rate, cases,
    (sum(complaints) OVER () - complaints) / (sum(cases) OVER () - cases) AS others
  FROM units
)
SELECT unit, (rate - others) / sqrt(others * (1 - others) / cases) AS z FROM against ORDER BY z DESC, unit;
