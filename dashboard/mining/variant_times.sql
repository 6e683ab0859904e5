-- One row is a variant of those asked for: the median seconds of its cases from the first event to the last.
SELECT path, quantile_cont(duration_seconds, 0.5) AS median_s
FROM paths
WHERE path IN (SELECT unnest($paths))
GROUP BY path
