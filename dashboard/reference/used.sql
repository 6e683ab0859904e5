-- One row is a combination of department, centre, unit and service area that has rows.
SELECT 'then' AS organisation, department, centre, unit, service_area FROM cases
UNION
SELECT 'then', department, centre, unit, service_area FROM complaints
UNION
SELECT 'now', department_now, centre_now, unit_now, service_area FROM cases
UNION
SELECT 'now', department_now, centre_now, unit_now, service_area FROM complaints
UNION
SELECT 'then', department, NULL, NULL, NULL FROM published_figures WHERE department IS NOT NULL AND value IS NOT NULL
UNION
SELECT 'now', department, NULL, NULL, NULL FROM published_figures WHERE department IS NOT NULL AND value IS NOT NULL
