-- One row is an accepted case with its number: the month it was received in, then its place among that month's cases.
-- There they stand process by process and unit by unit, so that what is asked of one unit skips the rest of a file.
-- A new month, or a case that arrives late, therefore moves no number of another month.
CREATE OR REPLACE TABLE cases AS
WITH placed AS (
  SELECT
    *, date_trunc('month', received_on)::DATE AS month,
    row_number() OVER (
      PARTITION BY date_trunc('month', received_on) ORDER BY process, unit, received_on, case_key, system
    ) AS place
  FROM delivered_cases WHERE known_to IS NULL
)
SELECT
  system, case_no, case_key, process, unit, service_area, legal_basis, received_on, month, place,
  (((year(month) - 2000) * 12 + month(month) - 1) * 1048576 + place)::INTEGER AS case_id
FROM placed
