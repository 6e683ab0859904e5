-- One row is a unit: its decisions that were sent, and days from decision to sending.
SELECT
    unit,
    count(*) AS decisions,
    quantile_cont(sent_on - decided_on, 0.5) AS median_days,
    quantile_cont(sent_on - decided_on, 0.9) AS p90_days
FROM cases
SEMI JOIN chosen USING (case_id)
WHERE unit IS NOT NULL AND sent_on >= decided_on
GROUP BY unit
ORDER BY unit
