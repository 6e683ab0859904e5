-- One row is a period, before or after, and a number of days from receipt to decision (none: not decided): cases.
SELECT received_on >= $changed AS is_after, (decided_on - received_on) AS days, count(*) AS cases
FROM cases
WHERE process = $process
    AND (received_on BETWEEN $first AND $last OR received_on BETWEEN $changed AND $until)
    AND ($department IS NULL OR department = $department)
    AND ($centre IS NULL OR centre = $centre)
    AND ($unit IS NULL OR unit = $unit)
    AND ($service_area IS NULL OR service_area = $service_area)
GROUP BY ALL
ORDER BY ALL
