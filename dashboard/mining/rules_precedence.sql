-- One row is a time that the second activity happens: the first has come before, in time, or has not.
SELECT
    case_id,
    before_day IS NOT NULL AND ($within IS NULL OR $days[day] - $days[before_day] <= $within) AS is_met,
    FALSE AS is_pending
FROM (
    SELECT
        case_id,
        activity,
        {day} AS day,
        max({day}) FILTER (activity = $first) OVER (
            PARTITION BY case_id ORDER BY seq ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
        ) AS before_day
    FROM case_events
    WHERE process = $process AND activity IN ($first, $then)
)
JOIN ruled USING (case_id)
WHERE activity = $then
