-- One row is a time that the first activity happens: the other comes afterwards in time, does not, or still may.
SELECT
    case_id,
    answered_day IS NOT NULL AND ($within IS NULL OR $days[answered_day] - $days[day] <= $within) AS is_met,
    answered_day IS NULL AND is_open AND ($within IS NULL OR $days[last_day] - $days[day] <= $within) AS is_pending
FROM (
    SELECT
        case_id,
        activity,
        {day} AS day,
        min({day}) FILTER (activity = $then) OVER (
            PARTITION BY case_id ORDER BY seq ROWS BETWEEN 1 FOLLOWING AND UNBOUNDED FOLLOWING
        ) AS answered_day
    FROM case_events
    WHERE process = $process AND activity IN ($first, $then)
)
JOIN ruled USING (case_id)
WHERE activity = $first
