-- One row is the name of a code.
SELECT level AS dimension, code, name, valid_from FROM organisation
UNION ALL
SELECT 'service_area', code, name, valid_from FROM service_areas
UNION ALL
SELECT 'legal_basis', code, law || ' ' || section || ', ' || name, valid_from FROM legal_bases
UNION ALL
SELECT 'process', key, name, valid_from FROM processes
