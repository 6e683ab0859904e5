-- One row is a case that the rule is about; days are numbered from the first day of the calendar given.
SELECT
    case_id,
    closed_on IS NULL AS is_open,
    date_diff('day', $origin::DATE, $today::DATE) + 1 AS last_day
FROM cases
SEMI JOIN chosen USING (case_id)
WHERE ($results IS NULL OR list_contains($results, result))
    AND (NOT $late OR (due_on <= $today AND decided_in_time IS NOT TRUE))
