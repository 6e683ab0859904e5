-- One row is a value of one dimension and the one filter (none: '') that its cases do not pass, and how many they are.
-- A case that fails two filters is of no use to anybody: leaving out one of them does not bring it in.
SELECT
    CASE grouping_id(channel, result, state, received, decided, first_activity, last_activity, duration)
        WHEN 127 THEN 'channel'
        WHEN 191 THEN 'result'
        WHEN 223 THEN 'state'
        WHEN 239 THEN 'received'
        WHEN 247 THEN 'decided'
        WHEN 251 THEN 'first_activity'
        WHEN 253 THEN 'last_activity'
        ELSE 'duration'
    END AS dimension,
    coalesce(channel, result, state, received, decided, first_activity, last_activity, duration) AS code,
    failed,
    count(*) AS cases
FROM (
    SELECT *, list_aggregate(fails, 'string_agg', ' ') AS failed
    FROM (
        SELECT
            channel,
            result,
            CASE WHEN closed_on IS NULL THEN 'open' ELSE 'closed' END AS state,
            strftime(received_on, '%Y-%m') AS received,
            strftime(decided_on, '%Y-%m') AS decided,
            first_activity,
            last_activity,
            len(list_filter($bounds, lambda bound: duration_seconds >= bound))::VARCHAR AS duration,
            list_filter([
                CASE WHEN coalesce(list_contains($asked_channel, channel), $asked_channel IS NULL) THEN '' ELSE 'channel' END,
                CASE WHEN coalesce(list_contains($asked_result, result), $asked_result IS NULL) THEN '' ELSE 'result' END,
                CASE WHEN coalesce($asked_state = CASE WHEN closed_on IS NULL THEN 'open' ELSE 'closed' END, TRUE)
                    THEN '' ELSE 'state' END,
                CASE WHEN coalesce(received_on BETWEEN $asked_received_from AND $asked_received_to, $asked_received_from IS NULL)
                    THEN '' ELSE 'received' END,
                CASE WHEN coalesce(decided_on BETWEEN $asked_decided_from AND $asked_decided_to, $asked_decided_from IS NULL)
                    THEN '' ELSE 'decided' END,
                CASE WHEN coalesce(list_contains($asked_first_activity, first_activity), $asked_first_activity IS NULL)
                    THEN '' ELSE 'first_activity' END,
                CASE WHEN coalesce(list_contains($asked_last_activity, last_activity), $asked_last_activity IS NULL)
                    THEN '' ELSE 'last_activity' END,
                CASE WHEN coalesce(duration_seconds >= $asked_from_seconds, $asked_from_seconds IS NULL)
                        AND coalesce(duration_seconds < $asked_to_seconds, $asked_to_seconds IS NULL)
                    THEN '' ELSE 'duration' END
            ], lambda name: name <> '') AS fails
        FROM cases
        SEMI JOIN chosen USING (case_id)
        LEFT JOIN (
            SELECT case_id, first_activity, last_activity, duration_seconds FROM case_paths WHERE process = $process
        ) USING (case_id)
        WHERE process = $process
    )
    WHERE len(fails) <= 1
)
GROUP BY GROUPING SETS (
    (failed, channel), (failed, result), (failed, state), (failed, received), (failed, decided),
    (failed, first_activity), (failed, last_activity), (failed, duration)
)
