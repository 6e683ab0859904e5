-- One row is a case: the activity occurs, or does not, or still may.
SELECT
    case_id,
    coalesce(bool_or(activity = $first), FALSE) AS is_met,
    any_value(is_open) AND NOT $late AS is_pending
FROM ruled
LEFT JOIN (SELECT case_id, activity FROM case_events WHERE process = $process AND activity = $first) USING (case_id)
GROUP BY case_id
