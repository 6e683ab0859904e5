-- One row is a value of one dimension of the chosen cases, and how many of them have it; a day counts as its month.
SELECT
    CASE $dimension
        WHEN 'channel' THEN channel
        WHEN 'result' THEN result
        WHEN 'state' THEN CASE WHEN closed_on IS NULL THEN 'open' ELSE 'closed' END
        WHEN 'received' THEN strftime(received_on, '%Y-%m')
        WHEN 'decided' THEN strftime(decided_on, '%Y-%m')
    END AS code,
    count(*) AS cases
FROM cases
SEMI JOIN chosen USING (case_id)
WHERE process = $process
GROUP BY code
ORDER BY code
