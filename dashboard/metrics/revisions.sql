-- One row is a month of a fact after so many further extracts: what was known then, and what is known now. The first
-- extract that counts is the first on or after the month's last day, each source by its own extracts.
WITH grown AS (
    SELECT
        strftime(month, '%Y-%m') AS month,
        known,
        row_number() OVER later - 1 AS extracts_later,
        last_value(known) OVER whole AS known_now,
        count(*) OVER whole - 1 AS extracts_in_all
    FROM revisions
    WHERE fact = $fact AND coalesce(source = $source, TRUE) AND extracted_on >= last_day(month)
    WINDOW
        later AS (PARTITION BY source, department, month ORDER BY extracted_on),
        whole AS (
            PARTITION BY source, department, month ORDER BY extracted_on
            ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING
        )
)

SELECT
    month,
    extracts_later,
    sum(known)::BIGINT AS known,
    sum(known_now)::BIGINT AS known_now,
    coalesce(sum(known) FILTER (extracts_later < extracts_in_all), 0)::BIGINT AS known_before,
    coalesce(sum(known_now) FILTER (extracts_later < extracts_in_all), 0)::BIGINT AS known_after
FROM grown
WHERE extracts_in_all > 0
GROUP BY month, extracts_later
ORDER BY month, extracts_later
