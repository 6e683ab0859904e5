-- One row is a month of receipt: its cases' numbers, and a digest of everything delivered about them, now and before.
WITH told AS (
  SELECT
    strftime(received_on, '%Y-%m') AS name,
    sum(hash(delivered_cases)::HUGEINT) AS content
  FROM delivered_cases GROUP BY ALL
),
numbers AS (
  SELECT strftime(month, '%Y-%m') AS name, min(case_id) AS first, max(case_id) AS last, count(*) AS cases,
    -- Which case has which number depends on the others of its month.
    sum(hash(case_key, case_id)::HUGEINT) AS numbering
  FROM cases GROUP BY ALL
)
SELECT name, first, last, coalesce(cases, 0), concat(content, '/', numbering)
FROM told LEFT JOIN numbers USING (name)
ORDER BY name
