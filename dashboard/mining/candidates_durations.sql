-- One row is a process, a unit and a number of days from receipt to decision: how many decided cases.
SELECT process, coalesce(unit, '') AS unit, (decided_on - received_on) AS days, count(*) AS cases
FROM cases
WHERE received_on BETWEEN $since AND $until
    AND decided_on IS NOT NULL
    AND ($department IS NULL OR department = $department)
    AND ($centre IS NULL OR centre = $centre)
    AND ($unit IS NULL OR unit = $unit)
    AND ($service_area IS NULL OR service_area = $service_area)
GROUP BY ALL
ORDER BY ALL
