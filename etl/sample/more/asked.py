"""What is asked and looked into afterwards: satisfaction surveys, quality audits, contacts before a complaint."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from etl.sample.cases import pick
from etl.sample.more.flow import Told, how_many, register, whole_register
from etl.sample.more.keys import CaseKeys
from etl.sample.more.town import Town
from etl.sample.tables import citizen_numbers, coded, numbers, private_columns, text
from etl.sample.workdays import NEVER, month_number

PATIENCE = 56  # days after a contact within which a complaint counts as having followed
TRUTHS = ("true", "false")


def _drawn(town: Town, volume: float, before: int, rng: np.random.Generator) -> CaseKeys:
    """Some cases of the pool, received at least `before` days before the newest extract, in their order."""
    old = np.flatnonzero(town.pool.received <= town.plan.calendar.until_day - before)
    rows = rng.choice(old, min(len(old), how_many(town.plan, volume)), replace=False)
    return town.pool.take(rows[np.argsort(town.pool.received[rows], kind="stable")])


def _areas(town: Town, about: CaseKeys) -> pa.Array:
    return text([p["service_area"] for p in town.plan.city["processes"].values()], about.process)


def deliver_surveys(town: Town) -> None:
    name, plan, rates = "surveys", town.plan, town.volumes["surveys"]
    layout, rng = town.layouts[name], town.random(name)
    about = _drawn(town, rates["volume"], 60, rng)
    n = len(about)
    answered = (about.received + rng.integers(10, 60, n)).astype(np.int32)
    question = rng.integers(0, len(rates["questions"]), n)
    mean = np.array(list(rates["questions"].values()))[question]
    score = np.clip(np.rint(rng.normal(mean, 1.1)), 1, 5).astype(np.int8)
    columns: dict[str, pa.Array | Told] = {
        "survey_key": numbers("SV{:07d}", np.arange(1, n + 1)),
        "unit": text(plan.units, plan.unit_on(about.unit, answered)),
        "service_area": _areas(town, about),
        "channel": town.drawn(name, "channel", rates["channels"], n, rng),
        "question": coded(layout, "question", list(rates["questions"]), question),
        "score": numbers("{}", score),
        **private_columns(layout, n, rng),
    }
    town.deliver(name, register(plan, layout, {"answered_on": answered}, columns))


def deliver_audits(town: Town) -> None:
    """Drawn on the fifteenth of the second month of each quarter, among the cases of the quarter before."""
    name, plan, rates = "audits", town.plan, town.volumes["audits"]
    layout, rng = town.layouts[name], town.random(name)
    about = _drawn(town, rates["volume"], 140, rng)
    n = len(about)
    quarter = month_number(about.received) // 3
    drawn = ((quarter * 3 + 4).astype("datetime64[M]").astype("datetime64[D]").astype(np.int32) + 14).astype(
        np.int32
    )
    audited = drawn + rng.gamma(3.0, 12.0, n).astype(np.int32) + 1
    audited = np.where(rng.random(n) < 0.03, NEVER, audited).astype(np.int32)
    sound = rng.random(n) < rates["without_remark"]
    remark = pick(rng, list(rates["remarks"].values()), n)
    columns: dict[str, pa.Array | Told] = {
        "audit_key": numbers("KT{:05d}", np.arange(1, n + 1)),
        "case_key": about.key,
        "unit": text(plan.units, plan.unit_on(about.unit, drawn)),
        "service_area": _areas(town, about),
        "without_remark": Told(coded(layout, "without_remark", TRUTHS, np.where(sound, 0, 1)), "audited_on"),
        "remark": Told(
            coded(layout, "remark", list(rates["remarks"]), np.where(sound, -1, remark)), "audited_on"
        ),
        "citizen": citizen_numbers("{:02d}{:02d}{:02d}-{:04d}", about.citizen),
        **private_columns(layout, n, rng),
    }
    town.deliver(name, register(plan, layout, {"drawn_on": drawn, "audited_on": audited}, columns))


def deliver_contacts(town: Town) -> None:
    """A share of the contacts is with citizens who complained all the same within eight weeks."""
    name, plan, rates = "contacts", town.plan, town.volumes["contacts"]
    layout, rng = town.layouts[name], town.random(name)
    about, contacted = _contacted(town, rates, rng)
    n = len(about)
    followed = (about.complained >= contacted) & (about.complained <= contacted + PATIENCE)
    settled = np.where(followed, about.complained, contacted + PATIENCE).astype(np.int32)
    points = list(plan.city["points"])
    columns: dict[str, pa.Array | Told] = {
        "contact_key": numbers("SB{:06d}", np.arange(1, n + 1)),
        "case_key": about.key,
        "citizen": citizen_numbers("{:02d}{:02d}{:02d}-{:04d}", about.citizen),
        "unit": text(plan.units, plan.unit_on(about.unit, contacted)),
        "channel": town.drawn(name, "channel", rates["channels"], n, rng),
        "reason": text(points, pick(rng, list(plan.city["points"].values()), n)),
        "complaint_followed": Told(
            coded(layout, "complaint_followed", TRUTHS, np.where(followed, 0, 1)), "settled_on"
        ),
        **private_columns(layout, n, rng),
    }
    # The register is delivered whole; a few contacts are struck from it, as citizens may ask for.
    gone = np.where(rng.random(n) < 0.02, contacted + rng.integers(20, 400, n), NEVER)
    tracked = {"contacted_on": contacted, "settled_on": settled}
    found, repeated = whole_register(plan, layout, tracked, columns, gone)
    town.deliver(name, found, repeated=repeated)


def _contacted(town: Town, rates: dict[str, float], rng: np.random.Generator) -> tuple[CaseKeys, np.ndarray]:
    """Cases and days of contact: some days before a complaint about the case, or some weeks after its receipt."""
    pool, until = town.pool, town.plan.calendar.until_day
    n = how_many(town.plan, rates["volume"])
    unhappy = np.flatnonzero(pool.complained < NEVER)
    before = rng.choice(unhappy, min(len(unhappy), round(n * rates["before_complaint"])), replace=False)
    calm = np.flatnonzero((pool.complained == NEVER) & (pool.received < until - 30))
    others = rng.choice(calm, min(len(calm), n - len(before)), replace=False)
    rows = np.concatenate([before, others])
    about = pool.take(rows)
    soon = np.maximum(about.complained - rng.integers(3, 40, len(rows)), about.received)
    some = about.received + rng.integers(5, 30, len(rows))
    day = np.where(about.complained < NEVER, soon, some).astype(np.int32)
    order = np.argsort(day, kind="stable")
    return about.take(order), day[order]
