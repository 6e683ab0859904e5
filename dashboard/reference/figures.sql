-- One row is a figure that the city or the state has published, as it was printed.
SELECT department, scope, period, value, numerator, denominator, method, footnote, printed, reference, extracted_on
FROM published_figures
WHERE metric = $metric AND published AND scope <> 'other_count'
ORDER BY figure_id
