"""The action plan for legal quality, a reviewed file, and the figures of its year: the social area as a whole."""

import tomllib
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from dashboard.components.appeal_plan import Plan, Step
from dashboard.metrics.evaluate import Filters
from dashboard.metrics.period import newest_complete_year, parse_period
from dashboard.pages.appeals_figures import BODIES, OneBody, at_body
from dashboard.pages.view import View

FILE = Path(__file__).parents[1] / "content/action_plan.toml"


@dataclass(frozen=True)
class Plans:
    """`legal_bases`: what the social area is counted as. `invented`: written for the invented municipality."""

    legal_bases: tuple[str, ...]
    invented: bool
    plans: tuple[Plan, ...]

    def of(self, year: int, synthetic: bool) -> Plan | None:
        """An invented plan is never shown beside real figures."""
        if self.invented and not synthetic:
            return None
        return next((plan for plan in self.plans if plan.year == year), None)


def load_plans(file: Path = FILE) -> Plans:
    """Raises ValueError that names the file and the plan, where one lacks something or says too much."""
    said = tomllib.loads(file.read_text("utf-8"))
    plans = []
    for number, each in enumerate(said.get("plan", []), 1):
        try:
            steps = tuple(Step(**step) for step in each.get("step", []))
            plans.append(Plan(**{key: each[key] for key in each if key != "step"}, steps=steps))
        except TypeError as fault:
            raise ValueError(f"{file.name}, plan {number}: {fault}") from None
    return Plans(tuple(said["legal_bases"]), said["invented"], tuple(plans))


def years(view: View) -> list[int]:
    """Whole years that the snapshot covers, newest first."""
    since, until = date.fromisoformat(view.package["since"]), view.until
    found = range(until.year, since.year - 1, -1)
    return [year for year in found if since <= date(year, 1, 1) and date(year, 12, 31) <= until]


def year_of(view: View) -> OneBody:
    """The whole municipality in the year of the address, whatever else is filtered: the council sees one figure."""
    known = view.reference.names.get("legal_basis", {})
    where = [("legal_basis", code) for code in load_plans().legal_bases if code in known]
    asked = view.filters.period
    is_year = asked.text.isdigit()
    period = asked if is_year else newest_complete_year(view.package, view.filters.known_on)
    whole = Filters(parse_period(period.text), (), view.filters.organisation, view.filters.known_on)
    return at_body(replace(view, filters=whole), BODIES[0], where)
