-- One row is somebody else's count of a metric in a period: the printed report of a department, a report of its own.
SELECT metric, department, value, source, reference, extracted_on
FROM published_figures
WHERE scope = 'other_count' AND period = $period AND value IS NOT NULL
ORDER BY metric, figure_id
