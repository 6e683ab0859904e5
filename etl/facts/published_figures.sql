-- One row is a figure that arrives as a figure, with the days its period covers.
CREATE OR REPLACE TABLE published_figures AS
WITH dated AS (
  SELECT *, strptime(period || CASE length(period) WHEN 4 THEN '-01-01' ELSE '-01' END, '%Y-%m-%d')::DATE AS starts
  FROM delivered_published_figures
)
SELECT
  row_number() OVER (ORDER BY source, metric, department NULLS LAST, scope, period)::INTEGER AS figure_id,
  metric, department, scope, period,
  starts AS period_start,
  (starts + to_months(CASE length(period) WHEN 4 THEN 12 ELSE 1 END))::DATE - 1 AS period_end,
  value, coalesce(numerator, value) AS numerator, denominator, method, footnote, printed, published, reference,
  source, extracted_on
FROM dated
ORDER BY figure_id;
