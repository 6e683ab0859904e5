-- Formal complaints and cases received in the time, of a unit; the units of its department beside it are in funnel.sql.
SELECT
  (SELECT count(*) FROM complaints WHERE unit = $unit AND class = 'formal' AND received_on BETWEEN $from AND $to)
    AS complaints,
  (
    SELECT count(*) FROM cases
    WHERE unit = $unit AND received_on BETWEEN $from AND $to AND list_contains($case_sources, source)
  ) AS cases;
