"""A plan and filters become a report: every part is asked once, and the result checked before it is written."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from dashboard.content import format as write
from dashboard.content import label, say
from dashboard.metrics.cells import gather
from dashboard.metrics.evaluate import Filters, evaluate
from dashboard.metrics.metric import METRICS
from dashboard.metrics.period import parse_period
from dashboard.metrics.usage import UsageError
from dashboard.mining.candidates import window
from dashboard.mining.mine import selection
from dashboard.reports.asking import Asking, asking
from dashboard.reports.fields import FIELDS
from dashboard.reports.parts import build_part
from dashboard.reports.parts.candidate import chosen
from dashboard.reports.parts.prose import labels
from dashboard.reports.plan import Plan, load_plan
from dashboard.reports.result import Block, Label, Report, Section, Sentences, check
from dashboard.warehouse import QUESTION, CheckFailed, Scope, Warehouse

PROCESS = "process"
Collected = Sequence[tuple[str, Filters]]
Told = Callable[[str, float], None]  # what is being done, and the share that is done
# Texts that renderers say themselves. A report carries them, so that it is made again with the words of its day.
WORDS = (
    "contents", "page", "table", "chart", "notes", "for_all", "cover_sheet", "contents_sheet", "notes_sheet",
    "definitions_sheet", "one_table", "snapshot", "period", "place", "status", "link", "mark", "meaning", "figure",
    "definition", "owner", "unit", "usual", "provisional", "filters", "sheet", "alt", "machine", "gap_line",
)  # fmt: skip


class NothingToSay(UsageError):
    """Every figure of the report is missing."""


class AllWithheld(CheckFailed):
    """Every figure of the report is withheld: the filters choose too few."""


def make(
    name: str, filters: Filters, warehouse: Warehouse, scope: Scope, told: Told | None = None, collected: Collected = ()
) -> Report:  # fmt: skip
    """Raises UsageError for an unknown report, part, filter or a period without data, AllWithheld for too few."""
    plan = load_plan(name)
    _check_needs(plan, filters)
    process, filters = _subject(filters, warehouse)
    gather(warehouse)  # a report asks many questions of each fact
    evaluate("complaints_received", filters, warehouse, scope)  # says at once what is wrong with the filters
    asked = asking(warehouse, scope, filters)
    asked.collected, asked.process = collected, process
    if process:
        _check_process(plan, asked)
    sections = []
    for number, planned in enumerate(plan.sections):
        title = planned.title.format(**labels(asked))
        if told:
            told(title, number / len(plan.sections))
        blocks: list[Block] = []
        for part in planned.parts:
            blocks += _built(asked, part)
        sections.append(Section(title, planned.level, tuple(blocks)))
    _check_says_something(asked)
    return check(_report(plan, asked, sections))


def _subject(filters: Filters, warehouse: Warehouse) -> tuple[str, Filters]:
    """A mined process is what a report is about: the catalogue's metrics do not know it as a dimension. Its months
    are those that candidates are reckoned on, whatever period was chosen."""
    process = dict(filters.where).get(PROCESS, "")
    if not process:
        return "", filters
    since, until = window(warehouse)
    where = tuple(pair for pair in filters.where if pair[0] != PROCESS)
    return process, replace(filters, where=where, period=parse_period(f"{since:%Y-%m}..{until:%Y-%m}"))


def _check_process(plan: Plan, asked: Asking) -> None:
    """Raises UsageError for a process that is none, and on a candidate's sheet for one that is no candidate."""
    if any(part["part"] == "candidate" for section in plan.sections for part in section.parts):
        chosen(asked)
    else:
        selection(asked.process, (), asked.warehouse, asked.scope)


def _check_needs(plan: Plan, filters: Filters) -> None:
    chosen = dict(filters.where)
    for dimension in plan.needs:
        if dimension not in chosen:
            raise UsageError(
                f"report '{plan.name}' is about one {dimension}. Give it with --where {dimension}=CODE."
            )


def _built(asked: Asking, part: Mapping[str, Any]) -> list[Block]:
    """A part that the chosen filters do not fit says so in its place, and the rest of the report stands."""
    try:
        return build_part(asked, part)
    except UsageError:
        slots = {"title": Label(str(part.get("title", part["part"])).format_map(labels(asked)))}
        return [Sentences(say("reports.refused", title="{title}"), slots)]


def _check_says_something(asked: Asking) -> None:
    """Of the period itself: signals, targets and the year before have figures of other periods."""
    period = asked.filters.period.text
    of_metrics = [each for each in asked.figures if each.metric in METRICS and each.period == period]
    is_after = (
        str(asked.filters.period.start) > asked.warehouse.package["until"]
    )  # open cases would stand still
    is_told = any(figure.value is not None for figure in of_metrics) and not is_after
    if is_told or not of_metrics:
        return
    if any(figure.withheld for figure in of_metrics) and not is_after:
        raise AllWithheld(
            f"every figure of {period} is withheld, for the filters choose too few. "
            "Choose a longer period or fewer filters."
        )
    package = asked.warehouse.package
    raise NothingToSay(
        f"there are no data of {period} for what is chosen. The snapshot covers {package['since']} to "
        f"{package['until']}; give a period within it."
    )


def _report(plan: Plan, asked: Asking, sections: Sequence[Section]) -> Report:
    told = labels(asked)
    synthetic = bool(asked.warehouse.package.get("synthetic"))
    facts = [(name, text.format(**told)) for name, text in plan.facts] + _facts(asked)
    return Report(
        name=plan.name,
        title=plan.title.format(**told),
        subtitle=plan.subtitle.format(**told),
        cover=plan.cover.format(**told),
        period=asked.filters.period.text,
        period_text=told["period"],
        where=(*asked.filters.where, *([(PROCESS, asked.process)] if asked.process else ())),
        snapshot=asked.warehouse.snapshot,
        extracted_on=asked.extracted_on,
        warning=say("reports.synthetic") if synthetic else "",
        facts=tuple(facts),
        sections=tuple(sections),
        definitions=dict(asked.definitions),
        notes=dict(asked.notes),
        words=_words(asked),
        formats=plan.formats,
        also=_also(asked.filters, asked.scope),
        brief=plan.brief,
    )


def _also(filters: Filters, scope: Scope) -> tuple[str, ...]:
    """What tells two reports of one place and period apart."""
    told = [filters.organisation] if filters.organisation != "then" else []
    told += [f"known-{filters.known_on}"] if filters.known_on else []
    return (*told, scope.protection) if scope.protection != QUESTION else tuple(told)


def _words(asked: Asking) -> dict[str, str]:
    """What renderers say, the columns of the CSV file, and the names of the codes that the figures have."""
    words = {key: _word(key) for key in WORDS} | {f"field_{key}": _field(key) for key in FIELDS}
    for kind in ("method", "status"):
        codes = sorted({getattr(figure, kind) for figure in asked.figures})
        words |= {f"{kind}_{code}": label(kind, code) for code in codes}
    return words


def _word(key: str) -> str:
    return say(f"reports.word_{key}")


def _field(key: str) -> str:
    return say(f"report_fields.{key}")


def _facts(asked: Asking) -> list[tuple[str, str]]:
    place, chosen = asked.scope_in_words(asked.filters, {})
    statuses = dict.fromkeys(figure.status for figure in asked.figures)
    period = write.period(asked.filters.period.text)
    return [
        (say("reports.place"), place),
        (say("filter.period"), period),
        (say("reports.filters"), chosen),
        (say("reports.data_of"), write.day_in_text(asked.extracted_on)),
        (say("about.status"), write.listed([label("status", status) for status in statuses])),
        (say("about.snapshot"), asked.warehouse.snapshot),
    ]
