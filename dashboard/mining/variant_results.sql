-- One row is a variant and a result of its cases (none: not decided).
SELECT path, result, count(*) AS cases
FROM paths
JOIN cases USING (case_id)
WHERE cases.process = $process
GROUP BY path, result
ORDER BY path, result
