-- One row is a case: it begins with the first activity, or not.
SELECT case_id, first_activity = $first AS is_met, FALSE AS is_pending
FROM case_paths
JOIN ruled USING (case_id)
