-- Complaints that repeat an earlier one, in one register and in the others.
SELECT
  count(*) FILTER (source = $source) AS complaints,
  count(*) FILTER (source = $source AND repeat_of IS NOT NULL) AS repeats,
  count(*) FILTER (source <> $source) AS complaints_others,
  count(*) FILTER (source <> $source AND repeat_of IS NOT NULL) AS repeats_others
FROM complaints
WHERE received_on >= $from
  AND source IN ('sof_complaints', 'bif_complaints', 'tmf_complaints', 'suf_complaints');
