-- One row is a figure that a department has reported or the city has published.
SELECT metric, department, scope, period_start, period_end, value, method, footnote, published, source
FROM published_figures
WHERE department IS NOT NULL
ORDER BY figure_id
