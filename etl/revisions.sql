-- One row is a month as known at an extract: each version counts from the extract that told it until the one that ended it.
WITH versions AS (
  SELECT source, date_trunc('month', {day})::DATE AS month, extracted_on AS first_known, known_to, count(*) AS rows_
  FROM {table} GROUP BY ALL
)
SELECT $fact AS fact, versions.source, covered.department, month, extracts.extracted_on, sum(rows_)::INTEGER AS known
FROM versions
JOIN covered USING (source)
JOIN extracts
  ON extracts.source = versions.source AND extracts.extracted_on >= first_known
  AND (known_to IS NULL OR extracts.extracted_on < known_to)
GROUP BY ALL
