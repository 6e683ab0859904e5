-- One row is a job interview that was to be held.
CREATE OR REPLACE TABLE interviews AS
SELECT
  row_number() OVER (ORDER BY one.source, one.due_on, one.interview_key)::INTEGER AS interview_id,
  one.interview_key,
  one.source,
  cases.case_id,
  place.department, place_now.department AS department_now,
  place.centre, place_now.centre AS centre_now,
  place.unit, place_now.unit AS unit_now,
  one.kind, one.held_as, one.due_on, one.held_on,
  CASE
    WHEN one.held_on IS NOT NULL THEN one.held_on <= one.due_on
    WHEN one.due_on < $until THEN false
  END AS held_in_time,
  one.extracted_on
FROM delivered_interviews AS one
LEFT JOIN cases ON cases.case_key = one.case_key AND list_contains(one.case_systems, cases.system)
LEFT JOIN places AS place ON place.code = one.unit AND one.due_on BETWEEN place.first AND place.last
LEFT JOIN places AS place_now ON place_now.code = one.unit AND $until BETWEEN place_now.first AND place_now.last
ORDER BY interview_id;
