-- One row is a complaint, with the case it concerns where that was delivered.
CREATE OR REPLACE TABLE complaints AS
WITH joined AS (
  SELECT
    delivered.*,
    cases.case_id,
    coalesce(delivered.service_area, cases.service_area) AS area,
    coalesce(delivered.legal_basis, cases.legal_basis) AS law_code
  FROM delivered_complaints AS delivered
  LEFT JOIN cases ON cases.case_key = delivered.case_key AND list_contains(delivered.case_systems, cases.system)
),
numbered AS (
  SELECT *, row_number() OVER (ORDER BY source, received_on, complaint_key)::INTEGER AS complaint_id
  FROM joined WHERE known_to IS NULL
),
-- What a complaint was known as before has its number, where it is still known.
all_known AS (
  FROM numbered
  UNION ALL
  SELECT joined.*, numbered.complaint_id
  FROM joined LEFT JOIN numbered USING (source, complaint_key)
  WHERE joined.known_to IS NOT NULL
)
SELECT
  one.complaint_id,
  one.complaint_key,
  one.source,
  one.case_id,
  place.department, place_now.department AS department_now,
  place.centre, place_now.centre AS centre_now,
  place.unit, place_now.unit AS unit_now,
  one.area AS service_area,
  law.legal_basis, law_now.legal_basis AS legal_basis_now,
  -- A register that tells no class has not classified it: it counts among those without one.
  coalesce(one.class, 'other') AS class, one.level, one.received_on, one.answered_on, one.reassessed_on, one.reassessment_result,
  one.forwarded_on, one.justified,
  earlier.complaint_id AS repeat_of,
  coalesce(len(one.points), 0)::INTEGER AS point_count,
  one.registration_method,
  one.extracted_on,
  one.system, one.points, one.known_to
FROM all_known AS one
LEFT JOIN numbered AS earlier ON earlier.system = one.system AND earlier.complaint_key = one.repeat_of
LEFT JOIN places AS place ON place.code = one.unit AND one.received_on BETWEEN place.first AND place.last
LEFT JOIN places AS place_now ON place_now.code = one.unit AND $until BETWEEN place_now.first AND place_now.last
LEFT JOIN laws AS law ON law.code = one.law_code AND one.received_on BETWEEN law.first AND law.last
LEFT JOIN laws AS law_now ON law_now.code = one.law_code AND $until BETWEEN law_now.first AND law_now.last
ORDER BY one.complaint_id, one.complaint_key, one.extracted_on;
