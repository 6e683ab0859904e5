-- One row is an event with which a case enters another of the six OIO states, which stands for the activity.
SELECT case_id, phase AS activity, unit, "at", FALSE AS is_repetition
FROM (
    SELECT *, lag(phase) OVER () AS previous_phase, lag(case_id) OVER () AS case_before
    FROM (
        SELECT case_id, phase, unit, "at"
        FROM case_events
        WHERE process = $process AND phase IS NOT NULL
    )
)
WHERE previous_phase IS DISTINCT FROM phase OR case_before IS DISTINCT FROM case_id
