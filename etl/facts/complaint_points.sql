-- One row is one point of a complaint.
CREATE OR REPLACE TABLE complaint_points AS
SELECT
  complaint_id, unnest(points) AS point, department, department_now, centre, centre_now, unit, unit_now,
  service_area, class, received_on, extracted_on, known_to
FROM complaints
ORDER BY complaint_id, point;
