-- One row is a case, as its newest delivery tells it, with what follows from it: place then and now, deadline, state.
CREATE OR REPLACE TABLE made_cases AS
WITH placed AS (
  SELECT
    delivered.*, numbered.case_id, date_trunc('month', delivered.received_on)::DATE AS month,
    place.department, place.centre, place.unit AS unit_then,
    place_now.department AS department_now, place_now.centre AS centre_now, place_now.unit AS unit_now,
    law.legal_basis AS legal_then, law_now.legal_basis AS legal_now
  FROM delivered_cases AS delivered  -- of the months that have changed; case_id was given when cases were numbered
  SEMI JOIN changed ON changed.name = strftime(delivered.received_on, '%Y-%m')
  LEFT JOIN cases AS numbered
    ON numbered.system = delivered.system AND numbered.case_key = delivered.case_key
    -- What was once known of a case in another month names no number that this month does not decide.
    AND numbered.month = date_trunc('month', delivered.received_on)
  LEFT JOIN places AS place
    ON place.code = delivered.unit AND delivered.received_on BETWEEN place.first AND place.last
  LEFT JOIN places AS place_now
    ON place_now.code = delivered.unit AND $until BETWEEN place_now.first AND place_now.last
  LEFT JOIN laws AS law
    ON law.code = delivered.legal_basis AND delivered.received_on BETWEEN law.first AND law.last
  LEFT JOIN laws AS law_now
    ON law_now.code = delivered.legal_basis AND $until BETWEEN law_now.first AND law_now.last
),
bound AS (
  SELECT
    placed.*,
    deadline.code AS deadline, deadline.amount, deadline.unit AS deadline_unit, deadline.binds,
    CASE deadline.clock_starts WHEN 'complete' THEN complete_on WHEN 'decided' THEN decided_on ELSE received_on END
      AS clock_started_on,
    CASE deadline.clock_stops WHEN 'sent' THEN sent_on ELSE decided_on END AS clock_stopped_on
  FROM placed
  LEFT JOIN deadlines AS deadline
    ON deadline.process = placed.process
    AND (deadline.legal_basis IS NULL OR deadline.legal_basis = placed.legal_then)
    AND placed.received_on BETWEEN deadline.valid_from AND coalesce(deadline.valid_to, DATE '9999-12-31')
),
due AS (
  SELECT
    bound.*,
    -- The day itself is day nought. A deadline that binds only a mean gives no case a due day.
    CASE
      WHEN binds IS DISTINCT FROM 'each' THEN NULL
      WHEN deadline_unit = 'working_days' THEN last_day.day
      WHEN deadline_unit = 'weeks' THEN clock_started_on + (7 * amount)::INTEGER
      WHEN deadline_unit = 'months' THEN (clock_started_on + to_months(amount))::DATE
      ELSE clock_started_on + amount
    END AS due_on
  FROM bound
  LEFT JOIN calendar AS started ON started.day = bound.clock_started_on
  LEFT JOIN calendar AS last_day
    ON bound.deadline_unit = 'working_days' AND last_day.is_working
    AND last_day.working_days = started.working_days + bound.amount
)
SELECT
  case_id, case_key,
  source,
  process,
  department, department_now, centre, centre_now, unit_then AS unit, unit_now,
  service_area,
  legal_then AS legal_basis, legal_now AS legal_basis_now,
  channel,
  received_on, assigned_on, complete_on, decided_on, result, sent_on, closed_on, follow_up_on, delay_notice_on,
  CASE
    WHEN closed_on IS NOT NULL THEN 'closed'
    WHEN service_started_on IS NOT NULL THEN 'carried_out'
    WHEN decided_on IS NOT NULL THEN 'decided'
    WHEN complete_on IS NOT NULL THEN 'informed'
    ELSE 'arisen'
  END AS state,
  deadline, due_on,
  clock_stopped_on <= due_on AS decided_in_time,
  reopened_on, citizen, extracted_on, known_to, month
FROM due
ORDER BY month, case_id, case_key, extracted_on;
