"""Who is asking, until there is sign-in: a demo role from the environment, on this machine only."""

import os

from dashboard.warehouse import Scope

LEAD = "unit_lead"


def demo_scope() -> Scope:
    """LEDELSE_ROLE, and for a lead the codes in LEDELSE_UNITS, separated by commas. A lead of no unit is the public."""
    role = os.environ.get("LEDELSE_ROLE") or "public"
    units = (code.strip() for code in os.environ.get("LEDELSE_UNITS", "").split(","))
    return Scope(role, tuple(code for code in units if code))
