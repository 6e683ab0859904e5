-- One row is a published deadline in a period.
SELECT *
FROM deadlines
