"""The rest of the municipality: children, schools, access, forms, interviews, parking, surveys, audits, contacts."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from etl.sample.more.access import deliver_access
from etl.sample.more.asked import deliver_audits, deliver_contacts, deliver_surveys
from etl.sample.more.children import deliver_children
from etl.sample.more.forms import deliver_forms
from etl.sample.more.interviews import deliver_interviews
from etl.sample.more.keys import CaseKeys
from etl.sample.more.parking import deliver_parking
from etl.sample.more.schools import deliver_schools
from etl.sample.more.town import Town
from etl.sample.plan import Plan


def deliver_more(
    plan: Plan, out: Path, keys: dict[str, CaseKeys], tallies: dict[str, dict[str, Any]]
) -> None:
    """Write the extracts of these sources under `out` and add what a reader must report to `tallies`.

    `keys` holds the cases of DOMUS, Momentum and TMF that forms, interviews, audits and contacts point at.
    """
    town = Town(plan, out, keys, tallies)
    for deliver in (
        deliver_children, deliver_access, deliver_schools, deliver_forms, deliver_interviews,
        deliver_parking, deliver_surveys, deliver_audits, deliver_contacts,
    ):  # fmt: skip
        deliver(town)
