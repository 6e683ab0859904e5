-- One row is a figure that a department has reported or the city has published.
SELECT metric, department, scope, period_start, period_end, value, method, footnote, published, source
FROM {fact}
WHERE department IS NOT NULL AND scope NOT IN ('parking', 'other_count')  -- scopes of their own: never a department's
ORDER BY figure_id
