-- One row is an event of what is left when some activities are hidden, with the event before it in its case. Events lie
-- case by case and in order, so one look back at the row before is enough: nothing is sorted.
SELECT
    case_id, activity, unit, "at", is_repetition, row_number,
    previous_case IS NOT DISTINCT FROM case_id AS has_previous,
    previous_activity, previous_unit, previous_at
FROM (
    SELECT
        case_id, activity, unit, "at", is_repetition,
        row_number() OVER () AS row_number,
        lag(case_id) OVER () AS previous_case,
        lag(activity) OVER () AS previous_activity,
        lag(unit) OVER () AS previous_unit,
        lag("at") OVER () AS previous_at
    FROM remaining
)
