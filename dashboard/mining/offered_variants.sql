-- One row is a variant of the chosen cases, and how many of them follow it.
SELECT path::VARCHAR AS code, count(*) AS cases
FROM paths
GROUP BY path
ORDER BY path
