-- One row is a case with either activity: one of them, or both.
SELECT
    case_id,
    NOT (bool_or(activity = $first) AND bool_or(activity = $then)) AS is_met,
    FALSE AS is_pending
FROM case_events
JOIN ruled USING (case_id)
WHERE process = $process AND activity IN ($first, $then)
GROUP BY case_id
