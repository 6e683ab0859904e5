-- One row is a unit in a month; teams too small to be shown are added to their centre.
CREATE OR REPLACE TABLE capacity AS
SELECT
  place.department, place.centre, coalesce(place.unit, place.centre, place.department) AS unit, delivered.month,
  round(sum(delivered.fte), 3) AS fte, sum(delivered.heads)::INTEGER AS heads
FROM delivered_capacity AS delivered
LEFT JOIN places AS place ON place.code = delivered.unit AND delivered.month BETWEEN place.first AND place.last
GROUP BY ALL
ORDER BY unit, month;
