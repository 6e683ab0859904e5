-- One row is a case in which all of some activities occur, and none of some others. An activity counts where it occurs
-- first; the first event of all stands for the cases in which none of them does.
SELECT case_id
FROM case_events
WHERE process = $process
    AND NOT is_repetition
    AND (seq = 1 OR list_contains($contains, activity) OR list_contains($lacks, activity))
GROUP BY case_id
HAVING count(*) FILTER (list_contains($contains, activity)) = len($contains)
    AND count(*) FILTER (list_contains($lacks, activity)) = 0
