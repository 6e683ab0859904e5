-- One row is a figure of a scope of its own (parking), which is in none of its department's figures.
SELECT metric, department, period, period_start, period_end, value, method, footnote, source, extracted_on
FROM {fact}
WHERE scope = $figures_of
ORDER BY metric, period_start, figure_id
