-- One row is a case's way through what is left when some activities are hidden: the sequence as that of its example, the
-- time as it was counted, less what lies before the first and after the last event that is left.
SELECT
    counted.case_id, left_of.events, left_of.activities, left_of.self_loops, left_of.path,
    left_of.first_activity, left_of.last_activity,
    (
        (counted.duration_seconds * 1e6)::BIGINT
        - CASE WHEN list_contains($hidden, counted.first_activity) THEN first_left - began ELSE 0 END
        - CASE WHEN list_contains($hidden, counted.last_activity) THEN ended - last_left ELSE 0 END
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
        min(epoch_us("at")) AS began,
        max(epoch_us("at") + (wait_seconds * 1e6)::BIGINT) AS ended,
        min(epoch_us("at") + (wait_seconds * 1e6)::BIGINT) FILTER (leaves AND NOT enters) AS first_left,
        max(epoch_us("at")) FILTER (enters AND NOT leaves) AS last_left
    FROM touching
    GROUP BY case_id
) AS cut ON cut.case_id = counted.case_id
