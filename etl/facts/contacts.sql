-- One row is a contact before a complaint, with the case it concerns where that was delivered.
CREATE OR REPLACE TABLE contacts AS
SELECT
  row_number() OVER (ORDER BY one.source, one.contacted_on, one.contact_key)::INTEGER AS contact_id,
  one.contact_key,
  one.source,
  cases.case_id,
  place.department, place_now.department AS department_now,
  place.centre, place_now.centre AS centre_now,
  place.unit, place_now.unit AS unit_now,
  cases.service_area AS service_area,
  law.legal_basis, law_now.legal_basis AS legal_basis_now,
  one.contacted_on, one.channel, one.reason, one.complaint_followed, one.extracted_on
FROM delivered_contacts AS one
LEFT JOIN cases ON cases.case_key = one.case_key AND list_contains(one.case_systems, cases.system)
LEFT JOIN places AS place ON place.code = one.unit AND one.contacted_on BETWEEN place.first AND place.last
LEFT JOIN places AS place_now ON place_now.code = one.unit AND $until BETWEEN place_now.first AND place_now.last
LEFT JOIN laws AS law ON law.code = cases.legal_basis AND one.contacted_on BETWEEN law.first AND law.last
LEFT JOIN laws AS law_now ON law_now.code = cases.legal_basis AND $until BETWEEN law_now.first AND law_now.last
ORDER BY contact_id;
