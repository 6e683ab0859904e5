-- One row is a place and a day of receipt: how many cases received by today are open at the newest extract.
SELECT {columns}, received_on, count(*) AS waiting
FROM cases
WHERE closed_on IS NULL AND received_on <= $today
GROUP BY ALL
