-- One row is a case in which all of some activities occur, and none of some others.
SELECT case_id
FROM case_events
WHERE process = $process
GROUP BY case_id
HAVING count(DISTINCT activity) FILTER (list_contains($contains, activity)) = len($contains)
    AND count(*) FILTER (list_contains($lacks, activity)) = 0
