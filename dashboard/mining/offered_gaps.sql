-- One row is a number of limits that the shortest time from one activity to another goes beyond, and the chosen cases
-- with it. The two follow each other directly, or sooner or later.
SELECT len(list_filter($limits, lambda days: seconds > 86400 * days)) AS beyond, count(*) AS cases
FROM (
    SELECT case_id, min(seconds) AS seconds
    FROM (
        SELECT case_id, wait_seconds AS seconds
        FROM case_steps
        WHERE process = $process AND $is_directly AND activity = $first AND next_activity = $then
        UNION ALL
        SELECT earlier.case_id, (epoch_us(later."at") - epoch_us(earlier."at")) / 1e6 AS seconds
        FROM case_events AS earlier
        JOIN case_events AS later ON later.case_id = earlier.case_id AND later.seq > earlier.seq
        WHERE earlier.process = $process
            AND later.process = $process
            AND NOT $is_directly
            AND earlier.activity = $first
            AND later.activity = $then
    )
    SEMI JOIN chosen USING (case_id)
    GROUP BY case_id
)
GROUP BY beyond
