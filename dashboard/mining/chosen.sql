-- One row is a case that fits what is asked of the case as a whole.
SELECT case_id
FROM cases
WHERE process = $process
    AND ($department IS NULL OR list_contains($department, department))
    AND ($centre IS NULL OR list_contains($centre, centre))
    AND ($unit IS NULL OR list_contains($unit, unit))
    AND ($service_area IS NULL OR list_contains($service_area, service_area))
    AND ($legal_basis IS NULL OR list_contains($legal_basis, legal_basis))
    AND ($channel IS NULL OR list_contains($channel, channel))
    AND ($result IS NULL OR list_contains($result, result))
    AND ($received_from IS NULL OR received_on BETWEEN $received_from AND $received_to)
    AND ($decided_from IS NULL OR decided_on BETWEEN $decided_from AND $decided_to)
    AND ($state IS NULL OR (CASE WHEN closed_on IS NULL THEN 'open' ELSE 'closed' END) = $state)
