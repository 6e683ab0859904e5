-- One row is a process: forms begun, what is known of them, contacts about its cases, and follow-ups that fell due.
WITH chosen AS (
    SELECT case_id, process, follow_up_on
    FROM cases
    WHERE received_on BETWEEN $since AND $until
        AND ($department IS NULL OR department = $department)
        AND ($centre IS NULL OR centre = $centre)
        AND ($unit IS NULL OR unit = $unit)
        AND ($service_area IS NULL OR service_area = $service_area)
),

forms AS (
    SELECT
        process, count(abandoned) AS forms, count(*) FILTER (abandoned) AS abandoned,
        coalesce(sum(documents_demanded), 0) AS documents, count(documents_demanded) AS documented
    FROM applications
    WHERE started_on BETWEEN $since AND $until
        AND ($department IS NULL OR department = $department)
        AND ($centre IS NULL OR centre = $centre)
        AND ($unit IS NULL OR unit = $unit)
        AND ($service_area IS NULL OR service_area = $service_area)
    GROUP BY process
),

talked AS (
    SELECT process, count(*) AS contacts
    FROM contacts
    JOIN chosen USING (case_id)
    GROUP BY process
)

SELECT
    process, any_value(forms) AS forms, any_value(abandoned) AS abandoned, any_value(documents) AS documents,
    any_value(documented) AS documented, any_value(contacts) AS contacts,
    count(*) FILTER (follow_up_on BETWEEN $since AND $until) AS follow_ups
FROM chosen
LEFT JOIN forms USING (process)
LEFT JOIN talked USING (process)
GROUP BY process
ORDER BY process
