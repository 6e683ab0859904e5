-- One row is a case, in the order of case_id: its process and the team it belonged to when it was received.
SELECT cases.process, place.unit
FROM cases
LEFT JOIN places AS place
  ON place.code = cases.unit AND cases.received_on BETWEEN place.first AND place.last
ORDER BY cases.case_id
