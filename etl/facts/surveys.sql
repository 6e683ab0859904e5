-- One row is an answer to one question of a satisfaction survey.
CREATE OR REPLACE TABLE surveys AS
SELECT
  row_number() OVER (ORDER BY one.source, one.answered_on, one.survey_key)::INTEGER AS survey_id,
  one.survey_key,
  one.source,
  place.department, place_now.department AS department_now,
  place.centre, place_now.centre AS centre_now,
  place.unit, place_now.unit AS unit_now,
  one.service_area AS service_area,
  one.channel, one.answered_on, one.question, one.score::INTEGER AS score, one.extracted_on
FROM delivered_surveys AS one
LEFT JOIN places AS place ON place.code = one.unit AND one.answered_on BETWEEN place.first AND place.last
LEFT JOIN places AS place_now ON place_now.code = one.unit AND $until BETWEEN place_now.first AND place_now.last
ORDER BY survey_id;
