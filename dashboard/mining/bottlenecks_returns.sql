-- One row is two units between which cases went to and fro: the one, the other and the one again, one right after another.
-- Neither of the two stands before the other.
SELECT
    least(unit, next_unit) AS one,
    greatest(unit, next_unit) AS other,
    count(DISTINCT case_id) AS cases
FROM (
    SELECT
        case_id, unit, next_unit,
        lead(case_id) OVER () = case_id AND unit <> next_unit AND lead(next_unit) OVER () = unit AS is_there_and_back
    FROM case_steps
    WHERE process = $process
)
SEMI JOIN chosen USING (case_id)
WHERE is_there_and_back
GROUP BY ALL
ORDER BY ALL
