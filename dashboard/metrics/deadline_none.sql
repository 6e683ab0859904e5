-- One row is a process and a section that no published deadline binds, a place and a month of receipt: how many cases.
SELECT
  {columns},
  process, legal_basis, date_trunc('month', received_on)::DATE AS month, count(*) AS received
FROM cases
WHERE deadline IS NULL
GROUP BY ALL
