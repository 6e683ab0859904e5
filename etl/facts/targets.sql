-- One row is a target that someone decided.
CREATE OR REPLACE TABLE targets AS
SELECT metric, department, value, valid_from, valid_to, decided_by, extracted_on
FROM delivered_targets
ORDER BY metric, department, valid_from;
