-- One row is the whole process: what was done again, and what went from hand to hand.
SELECT
    count(DISTINCT case_id) FILTER (is_repetition) AS cases,
    count(*) FILTER (is_repetition) AS events,
    count(*) FILTER (person_changed) AS person_changes,
    count(*) FILTER (unit_changed) AS unit_changes
FROM case_steps
SEMI JOIN chosen USING (case_id)
WHERE process = $process
