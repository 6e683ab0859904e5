-- One row is a case that fits the filters. Stands before each query of this folder as the CTE "chosen".
SELECT case_id
FROM cases
WHERE process = $process
    AND ($everything OR (
        ($department IS NULL OR list_contains($department, department))
        AND ($centre IS NULL OR list_contains($centre, centre))
        AND ($unit IS NULL OR list_contains($unit, unit))
        AND ($service_area IS NULL OR list_contains($service_area, service_area))
        AND ($legal_basis IS NULL OR list_contains($legal_basis, legal_basis))
        AND ($channel IS NULL OR list_contains($channel, channel))
        AND ($result IS NULL OR list_contains($result, result))
    ))
