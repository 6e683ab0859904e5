-- One row is an example case and the OIO states that it enters, in order.
SELECT case_id, list(phase ORDER BY seq) AS activities
FROM (
    SELECT case_id, phase, seq, lag(phase) OVER (PARTITION BY case_id ORDER BY seq) AS previous_phase
    FROM case_events
    WHERE process = $process AND case_id IN (SELECT unnest($examples)) AND phase IS NOT NULL
)
WHERE previous_phase IS DISTINCT FROM phase
GROUP BY case_id
