-- Cases decided after their due day, and those of them in which nobody was told.
SELECT count(*) AS late, count(*) FILTER (delay_notice_on IS NULL) AS missing
FROM cases
WHERE process = $process AND received_on BETWEEN $from AND $to AND decided_on > due_on;
