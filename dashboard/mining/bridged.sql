-- One row is two events with nothing but hidden ones between them. Between a step into what is hidden and the next step
-- out of it there is no other of its case, so one look back among the steps that touch it is enough.
SELECT
    case_id, previous_activity AS activity, next_activity, previous_at AS "at",
    (epoch_us("at") + (wait_seconds * 1e6)::BIGINT - epoch_us(previous_at)) / 1e6 AS wait_seconds,
    previous_unit AS unit, next_unit, is_repetition
FROM (
    SELECT
        *,
        lag(case_id) OVER () AS previous_case,
        lag(enters) OVER () AS previous_enters,
        lag(activity) OVER () AS previous_activity,
        lag(unit) OVER () AS previous_unit,
        lag("at") OVER () AS previous_at
    FROM touching
    WHERE leaves <> enters
)
WHERE leaves AND previous_enters AND previous_case = case_id
