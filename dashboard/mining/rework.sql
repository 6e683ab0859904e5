-- One row is the whole process: what was done again, and what went from hand to hand. A single log knows persons
-- ("another than before", no more); in the facts only units are told apart.
SELECT
    count(DISTINCT case_id) FILTER (is_repetition) AS cases,
    count(*) FILTER (is_repetition) AS events,
    count(*) FILTER (activity = next_activity) AS self_loops,
    count(*) FILTER (CASE WHEN process = 'log' THEN person_changed ELSE unit_changed END) AS handovers
FROM case_steps
SEMI JOIN chosen USING (case_id)
WHERE process = $process
