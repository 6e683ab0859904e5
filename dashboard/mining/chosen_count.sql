-- One row is the number of cases that fit.
SELECT count(*) AS cases FROM chosen
