-- The same where only the sequence is asked for.
SELECT
    counted.case_id, left_of.events, left_of.activities, left_of.self_loops, left_of.path,
    left_of.first_activity, left_of.last_activity
FROM counted
JOIN examples ON counted.path = whole_path AND counted.events = whole_events
JOIN left_of ON left_of.case_id = examples.case_id
