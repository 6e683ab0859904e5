-- One row is a process, a transition and whether the unit changed: how often, days waited, executions by a system, and
-- executions that are repetitions or go back to something that had happened before, and pairs of the same moment.
WITH chosen AS (
    SELECT case_id
    FROM cases
    WHERE received_on BETWEEN $since AND $until
        AND ($department IS NULL OR department = $department)
        AND ($centre IS NULL OR centre = $centre)
        AND ($unit IS NULL OR unit = $unit)
        AND ($service_area IS NULL OR service_area = $service_area)
),

happened AS (
    SELECT
        case_id, process, activity, next_activity, unit_changed, wait_seconds, is_repetition,
        coalesce(lag(case_id) OVER () = case_id AND lag(is_repetition) OVER (), false) AS was_repetition
    FROM case_steps
),

edges AS (
    SELECT
        process, activity, next_activity, coalesce(unit_changed, false) AS unit_changed, count(*) AS times,
        sum(wait_seconds) / 86400 AS waited_days,
        quantile_cont(wait_seconds, 0.25) / 86400 AS quick_days,
        count(*) FILTER (is_repetition OR was_repetition) AS failed,
        count(*) FILTER (wait_seconds = 0) AS tied
    FROM happened
    SEMI JOIN chosen USING (case_id)
    GROUP BY ALL
)

SELECT * FROM edges ORDER BY process, activity, next_activity, unit_changed
