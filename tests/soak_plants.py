"""What was planted, looked for where a reader would: held-back decisions on Flaskehalse and among the signals, missing
delay notices under *Stabilt, men ikke i orden*, late registration in the revision triangle and among them too."""

from datetime import date
from typing import Any

from dashboard.metrics.duties import unmet
from dashboard.metrics.late import registered_late
from dashboard.metrics.revisions import known_at_first
from dashboard.metrics.signals import watch
from dashboard.mining.bottlenecks import bottlenecks
from dashboard.mining.mine import mine_chosen
from dashboard.mining.selection import Selection
from dashboard.warehouse import Scope, Warehouse

SEEN = Scope("public")
NOTICES = "delay_notices_missing"
Truth = dict[str, Any]


def unseen(warehouse: Warehouse, truths: list[Truth], scale: float) -> list[str]:
    """A line for each planted truth that is not to be seen, of those that a city of this scale can show."""
    looks = {"held_back": _held_back, "missing_delay_notices": _notices}
    told = [
        line
        for truth in truths
        if truth["kind"] in looks and truth["expected"]["smallest_scale"] <= scale
        for line in looks[truth["kind"]](warehouse, truth)
    ]
    late = [one for one in truths if one["kind"] == "late_registration"]
    return told + [line for truth in late for line in _late(warehouse, truth, scale)]


def _held_back(warehouse: Warehouse, truth: Truth) -> list[str]:
    """The unit is named for the months it was planted in, with more days than decisions lie elsewhere."""
    decided = (date.fromisoformat(truth["from"]), date.fromisoformat(truth["to"]))
    unit, named = truth["scope"]["unit"], set()
    for process in truth["scope"]["processes"]:
        chosen = Selection(process, decided=decided)
        found = bottlenecks(mine_chosen(chosen, warehouse, SEEN, 1), chosen, warehouse, SEEN)
        named |= {one.unit for one in found.held}
    told = [] if unit in named else [f"{unit} holds decisions back, and Flaskehalse names {sorted(named)}"]
    watched = watch(warehouse, SEEN)
    signalled = {
        dict(one.group).get("unit")
        for one in (*watched.changed, *watched.earlier)
        if one.metric == "decisions_held_back"
        and one.until >= truth["from"][:7]
        and one.since <= truth["to"][:7]
    }
    return told + ([] if unit in signalled else [f"{unit} holds decisions back, and signals do not tell it"])


def _notices(warehouse: Warehouse, truth: Truth) -> list[str]:
    sql = "SELECT mode(department_now) AS department FROM cases WHERE process = $process"
    (row,) = warehouse.query(sql, SEEN, process=truth["scope"]["process"])
    where = (("department", str(row["department"])),)
    found = {one.demand.metric for one in unmet(warehouse, SEEN, where)}
    return [] if NOTICES in found else [f"missing delay notices of {where[0][1]} are not under what is unmet"]


def _late(warehouse: Warehouse, truth: Truth, scale: float) -> list[str]:
    """Every plant leaves some of a month to come after its first extract, and signals name its source."""
    fact, source = truth["expected"]["fact"], truth["scope"]["source"]
    known = known_at_first({fact}, warehouse, SEEN)
    told = [] if known is not None and known < 1 else [f"{fact} are registered late, and {known} is told"]
    if truth["expected"].get("smallest_scale", 0) > scale:
        return told
    named = {one.source for one in registered_late(warehouse, SEEN)}
    return told + ([] if source in named else [f"{source} registers late, and signals name {sorted(named)}"])
