-- One row is a range of the seconds on one transition: how often it lasted as long. Each range is twice as long as the last.
SELECT
    greatest(0, floor(log2(greatest(wait_seconds, 1) / 60)))::INTEGER AS doubling,
    count(*) AS count
FROM steps
WHERE activity = $first AND next_activity = $then
GROUP BY doubling
ORDER BY doubling
