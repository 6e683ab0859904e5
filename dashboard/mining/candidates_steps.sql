-- One row is a process, a hundredth of its cases, an activity and whether it had occurred before: how often, and the
-- days until what came next; first occurrences only of steps that inform a decision. Rows of case_steps stand case by
-- case, so the row after tells without a sort.
WITH chosen AS (
    SELECT case_id, reopened_on IS NOT NULL AS reopened
    FROM cases
    WHERE received_on BETWEEN $since AND $until
        AND ($department IS NULL OR department = $department)
        AND ($centre IS NULL OR centre = $centre)
        AND ($unit IS NULL OR unit = $unit)
        AND ($service_area IS NULL OR service_area = $service_area)
),

happened AS (
    SELECT
        case_id, process, next_activity AS activity, is_repetition,
        CASE WHEN lead(case_id) OVER () = case_id THEN lead(wait_seconds) OVER () END AS waited
    FROM case_steps
)

SELECT
    process,
    (hash(case_id) % $buckets)::INTEGER AS bucket,
    activity,
    is_repetition,
    count(*) AS times,
    count(*) FILTER (NOT reopened) AS times_once_decided,
    coalesce(sum(waited), 0) / 86400 AS waited_days
FROM happened
JOIN chosen USING (case_id)
WHERE is_repetition OR list_contains($informing, activity)
GROUP BY ALL
ORDER BY ALL
