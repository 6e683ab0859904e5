-- One row is a case's way through what is left when some activities are hidden: the sequence as that of its example, the
-- time from the first to the last event that is left.
SELECT
    counted.case_id, left_of.events, left_of.activities, left_of.self_loops, left_of.path,
    left_of.first_activity, left_of.last_activity,
    (
        epoch_us(if(list_contains($hidden, counted.last_activity), last_left, last_at))
        - epoch_us(if(list_contains($hidden, counted.first_activity), first_left, first_at))
    ) / 1e6 AS duration_seconds,
    NULL::INTEGER AS open_seconds,
    NULL::INTEGER AS ping_pongs,
    NULL::INTEGER AS person_changes
FROM counted
JOIN examples ON counted.path = whole_path AND counted.events = whole_events
JOIN left_of ON left_of.case_id = examples.case_id
LEFT JOIN (
    SELECT
        case_id,
        min("at" + to_microseconds((wait_seconds * 1e6)::BIGINT)) FILTER (leaves) AS first_left,
        max("at") FILTER (enters) AS last_left
    FROM touching
    WHERE leaves <> enters
    GROUP BY case_id
) AS cut ON cut.case_id = counted.case_id
