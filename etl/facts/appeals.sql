-- One row is an appeal at an appeal body, with the complaint it grew from where that was delivered.
CREATE OR REPLACE TABLE appeals AS
WITH numbered AS (
  SELECT *, row_number() OVER (ORDER BY source, sent_on, appeal_key)::INTEGER AS appeal_id
  FROM delivered_appeals WHERE known_to IS NULL
),
-- What an appeal was known as before has its number, where it is still known.
all_known AS (
  FROM numbered
  UNION ALL
  SELECT delivered.*, numbered.appeal_id
  FROM delivered_appeals AS delivered LEFT JOIN numbered USING (source, appeal_key)
  WHERE delivered.known_to IS NOT NULL
)
SELECT
  one.appeal_id,
  one.appeal_key,
  one.source,
  complaints.complaint_id,
  place.department, place_now.department AS department_now,
  place.centre, place_now.centre AS centre_now,
  place.unit, place_now.unit AS unit_now,
  complaints.service_area,
  law.legal_basis, law_now.legal_basis AS legal_basis_now,
  one.body, one.sent_on, one.decided_on, one.outcome, one.cause, one.formal_criticism, one.redecided_on,
  one.same_result, one.extracted_on, one.known_to
FROM all_known AS one
LEFT JOIN complaints
  ON complaints.complaint_key = one.complaint_key AND complaints.known_to IS NULL
  AND list_contains(one.complaint_systems, complaints.system)
LEFT JOIN places AS place ON place.code = one.unit AND one.sent_on BETWEEN place.first AND place.last
LEFT JOIN places AS place_now ON place_now.code = one.unit AND $until BETWEEN place_now.first AND place_now.last
LEFT JOIN laws AS law
  ON law.code = coalesce(one.legal_basis, complaints.legal_basis) AND one.sent_on BETWEEN law.first AND law.last
LEFT JOIN laws AS law_now
  ON law_now.code = coalesce(one.legal_basis, complaints.legal_basis) AND $until BETWEEN law_now.first AND law_now.last
ORDER BY appeal_id, appeal_key, extracted_on;
