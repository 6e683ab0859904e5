-- One row is a way through before anything is hidden, and one case that went it: what is left of one is left of all.
SELECT path AS whole_path, events AS whole_events, min(case_id) AS case_id
FROM counted
GROUP BY path, events
