-- One row is a centre that received some of the chosen cases.
SELECT centre
FROM cases
SEMI JOIN chosen USING (case_id)
WHERE centre IS NOT NULL
GROUP BY centre
ORDER BY centre
