-- One row is a case whose way through begins, ends, lasts and runs as asked. A duration is at least the one and under
-- the other, so that neighbouring ranges share no case.
SELECT case_id
FROM case_paths
WHERE process = $process
    AND ($first_activity IS NULL OR list_contains($first_activity, first_activity))
    AND ($last_activity IS NULL OR list_contains($last_activity, last_activity))
    AND ($from_seconds IS NULL OR duration_seconds >= $from_seconds)
    AND ($to_seconds IS NULL OR duration_seconds < $to_seconds)
    AND ($variant IS NULL OR path = $variant)
