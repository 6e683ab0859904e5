-- One row is a form that was begun, with the case it became where that was delivered.
CREATE OR REPLACE TABLE applications AS
SELECT
  row_number() OVER (ORDER BY one.source, one.started_on, one.application_key)::INTEGER AS application_id,
  one.application_key,
  one.source,
  cases.case_id,
  place.department, place_now.department AS department_now,
  place.centre, place_now.centre AS centre_now,
  place.unit, place_now.unit AS unit_now,
  coalesce(cases.service_area, processes.service_area) AS service_area,
  one.form, one.process, one.channel, one.started_on, one.submitted_on,
  CASE
    WHEN one.submitted_on IS NOT NULL THEN false
    -- A draft is deleted after 30 days; until then it may still be sent in.
    WHEN one.started_on + 30 < $until THEN true
  END AS abandoned,
  CASE WHEN one.submitted_on IS NOT NULL THEN one.complete_at_first END AS complete_at_first,
  one.documents_demanded::INTEGER AS documents_demanded,
  one.extracted_on
FROM delivered_applications AS one
LEFT JOIN cases ON cases.case_key = one.case_key AND list_contains(one.case_systems, cases.system)
LEFT JOIN processes ON processes.key = one.process
LEFT JOIN places AS place ON place.code = one.unit AND one.started_on BETWEEN place.first AND place.last
LEFT JOIN places AS place_now ON place_now.code = one.unit AND $until BETWEEN place_now.first AND place_now.last
ORDER BY application_id;
