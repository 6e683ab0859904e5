-- One row is a unit that another has followed.
SELECT code, successor FROM organisation WHERE successor IS NOT NULL ORDER BY code
