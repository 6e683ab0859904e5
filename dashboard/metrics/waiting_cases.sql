-- One row is an open case of one unit whose clock has run out or soon does, the earliest due first.
SELECT case_key, source, due_on, delay_notice_on IS NOT NULL AS told
FROM cases
WHERE unit_now = $unit AND closed_on IS NULL AND decided_in_time IS NULL AND due_on <= $until
ORDER BY due_on, case_key
LIMIT $most
