-- One row is a kind of work that waits in a unit on $today and the day it is due, or for what is ready the day it became so.
SELECT
    CASE process WHEN 'access_request' THEN 'access' ELSE 'cases' END AS kind,
    department_now AS department, centre_now AS centre, unit_now AS unit,
    due_on, delay_notice_on IS NOT NULL AS told, count(*) AS waiting
FROM cases
WHERE closed_on IS NULL AND decided_in_time IS NULL AND due_on IS NOT NULL  -- its clock still runs
GROUP BY ALL
UNION ALL
SELECT 'ready', department_now, centre_now, unit_now, decided_on, FALSE, count(*)
FROM cases
WHERE closed_on IS NULL AND decided_on IS NOT NULL AND sent_on IS NULL
GROUP BY ALL
UNION ALL
SELECT 'unassigned', department_now, centre_now, unit_now, NULL, FALSE, count(*)
FROM cases
WHERE assigned_on IS NULL AND closed_on IS NULL
GROUP BY ALL
UNION ALL
SELECT 'open', department_now, centre_now, unit_now, NULL, FALSE, count(*)
FROM cases
WHERE closed_on IS NULL
GROUP BY ALL
UNION ALL
SELECT 'follow_up', department_now, centre_now, unit_now, follow_up_on, FALSE, count(*)
FROM cases
WHERE follow_up_on BETWEEN $monday AND $today + 14
GROUP BY ALL
UNION ALL
-- The four weeks to re-assess a complaint about the decision; what is answered or sent on waits no more.
SELECT 'complaints', department_now, centre_now, unit_now, received_on + 28, FALSE, count(*)
FROM complaints
WHERE class IN ('material', 'both') AND coalesce(reassessed_on, answered_on, forwarded_on) IS NULL
GROUP BY ALL
UNION ALL
SELECT 'remitted', department_now, centre_now, unit_now, decided_on + 28, FALSE, count(*)
FROM appeals
WHERE outcome = 'remitted' AND redecided_on IS NULL
GROUP BY ALL
