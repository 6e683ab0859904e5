-- One row is a place and a due day: how many open cases whose clock still runs, and whether the citizen has been told.
SELECT
  deadline,
  department_now AS department, centre_now AS centre, unit_now AS unit, service_area,
  due_on, delay_notice_on IS NOT NULL AS told, count(*) AS waiting
FROM cases
WHERE closed_on IS NULL AND decided_in_time IS NULL AND due_on IS NOT NULL
GROUP BY ALL
