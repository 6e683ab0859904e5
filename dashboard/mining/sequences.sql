-- One row is an example case and its activities in order, without those that are hidden.
SELECT case_id, list(activity ORDER BY seq) AS activities
FROM case_events
WHERE process = $process AND case_id IN (SELECT unnest($examples)) AND NOT list_contains($hidden, activity)
GROUP BY case_id;
