-- One row is a time that the first activity happens: the other is the very next, in time, or is not, or still may be.
SELECT
    case_id,
    coalesce(next_activity = $then, FALSE)
        AND ($within IS NULL OR $days[next_day] - $days[day] <= $within) AS is_met,
    next_activity IS NULL AND is_open AND ($within IS NULL OR $days[last_day] - $days[day] <= $within) AS is_pending
FROM (
    SELECT
        case_id,
        activity,
        {day} AS day,
        lead(activity) OVER cases AS next_activity,
        lead({day}) OVER cases AS next_day
    FROM case_events
    WHERE process = $process
    WINDOW cases AS (PARTITION BY case_id ORDER BY seq)
)
JOIN ruled USING (case_id)
WHERE activity = $first
