-- One row is a service area of the chosen cases.
SELECT service_area
FROM cases
SEMI JOIN chosen USING (case_id)
WHERE service_area IS NOT NULL
GROUP BY service_area
ORDER BY service_area
