"""What has changed beyond chance, what is stable but not in order, decided targets and focus points."""

from collections.abc import Iterator
from dataclasses import replace

from dashboard.content import format as write
from dashboard.content import say
from dashboard.metrics.duties import Unmet, unmet
from dashboard.metrics.evaluate import Filters
from dashboard.metrics.focus import Followed, follow, load_points
from dashboard.metrics.metric import METRICS
from dashboard.metrics.period import parse_period
from dashboard.metrics.signals import CONTINUING, NEW, Changed, Group, Watched, newest_months, watch
from dashboard.metrics.targets import Target, targets_of
from dashboard.reports.asking import Asking
from dashboard.reports.result import Block, Cell, Column, Figure, Label, Sentences, Table

LEVELS = ("department", "centre", "unit")


def changes(asking: Asking, levels: int = 2, most: int = 12) -> Iterator[Block]:
    """Signals as questions, outermost place first; `levels`: how far below what is chosen; `most`: how many."""
    below = _levels(asking, levels)
    watched = watch(asking.warehouse, asking.scope, asking.filters.where, below)
    yield _lead(asking, watched)
    current = [one for one in watched.changed if one.status in (NEW, CONTINUING)]
    for one in current[:most]:
        yield _told(asking, one)
    if not current:
        yield Sentences(say("news.nothing"))
    elif len(current) > most:
        slots = {"shown": asking.count("signals", most), "all": asking.count("signals", len(current))}
        yield Sentences(say("reports.more_changes", shown="{shown}", all="{all}"), slots)


def _levels(asking: Asking, levels: int) -> list[tuple[str, ...]]:
    chosen = [LEVELS.index(key) for key, _ in asking.filters.where if key in LEVELS]
    below = LEVELS[max(chosen) + 1 :] if chosen else LEVELS
    return [(), *((name,) for name in below[: levels - 1])]


def _lead(asking: Asking, watched: Watched) -> Sentences:
    window = newest_months(asking.warehouse, 1)
    if not watched.judged or window is None:
        return Sentences(say("news.title_short"), kind="lead")
    slots: dict[str, Cell] = {
        "judged": asking.count("series_judged", watched.judged),
        "chance": asking.count("signals_by_chance", watched.by_chance),
        "last": Label(write.period(window.text.split("..")[-1])),
    }
    return Sentences(say("news.lead", judged="{judged}", chance="{chance}", last="{last}"), slots, "lead")


def _told(asking: Asking, one: Changed) -> Sentences:
    """The rule in plain words, since when, the newest value and what is usual; never what the cause may be."""
    unit = METRICS[one.metric].unit
    slots: dict[str, Cell] = {
        "place": Label(_place(asking, one.group)),
        "metric": Label(METRICS[one.metric].title),
        "rule": Label(_rule(one)),
        "since": Label(_since(one)),
        "value": _of_signal(asking, one, one.value, _amount(one.value, unit)),
        "usual": _of_signal(asking, one, one.usual.centre, _usual_text(one, unit)),
        "meaning": Label(_meaning(one.meaning)),
    }
    return Sentences(say("reports.change", **{name: f"{{{name}}}" for name in slots}), slots, "point")


def _meaning(meaning: str) -> str:
    return say(f"news.{meaning}")


def _usual_text(one: Changed, unit: str) -> str:
    low, high = _amount(max(0.0, one.usual.lower), unit), _amount(one.usual.upper, unit)
    return say("appeals.limits", low=low, high=high)


def _of_signal(asking: Asking, one: Changed, value: float, text: str) -> Figure:
    """A number of a signal, with the month's own answer behind it: its caveats and status."""
    filters = Filters(parse_period(one.until), one.group, "now")
    (answer,) = asking.ask(one.metric, (), filters)
    figure = asking.figure(answer, filters)
    if figure.withheld:  # asked by itself the month is protected, so the report does not tell it either
        return figure
    low, high = max(0.0, one.usual.lower), one.usual.upper
    told = replace(figure, value=value, text=text, numerator=None, denominator=None, low=low, high=high)
    return asking.keep(told)


def _rule(one: Changed) -> str:
    unit = say("news.month_one" if one.months == 1 else "news.month_many")
    if one.rule == "close":
        return say("news.close")
    if one.rule == "outside":
        return say("news.outside", months=one.months, unit=unit)
    rule = f"{one.rule}_{'up' if one.direction > 0 else 'down'}"
    return say(f"news.{rule}", months=one.months)


def _since(one: Changed) -> str:
    first, last = write.short_period(one.since), write.short_period(one.until)
    return first if first == last else say("news.span", first=first, last=last)


def _amount(value: float, unit: str) -> str:
    return write.amount(value, unit)


def _place(asking: Asking, group: Group) -> str:
    return asking.name(*group[-1]) if group else say("news.everything")


def duties(asking: Asking, title: str) -> Iterator[Block]:
    """The law's demands and decided targets that the newest twelve final months do not meet."""
    found = unmet(asking.warehouse, asking.scope, asking.filters.where)
    if not found:
        yield Sentences(say("news.duties_none"))
        return
    keys = ("what", "where", "demanded", "level", "affected", "since")
    columns = tuple(Column(say(f"news.{key}"), key in ("level", "affected")) for key in keys)
    rows = tuple(_duty(asking, one) for one in found)
    yield Table(title, say("news.duties_caption", period=write.period(found[0].answer.period)), columns, rows)


def _duty(asking: Asking, one: Unmet) -> tuple[Cell, ...]:
    metric, kind = METRICS[one.demand.metric], one.demand.kind
    figure = asking.figure(one.answer, Filters(parse_period(one.answer.period), one.group, "now"))
    with_unit = replace(figure, text=write.with_unit(figure.value or 0, metric.unit))
    said = say(f"news.{kind}", value=write.with_unit(one.demand.value, metric.unit), by=one.demand.said_by)
    affected: Cell = Label(say("absent.missing"))
    if one.affected is not None:
        title = say("reports.affected_of", title=metric.title)
        affected = asking.keep(
            replace(
                figure, title=title, value=one.affected, text=write.number(one.affected), low=None, high=None
            )
        )
    place, since = Label(_place(asking, one.group)), Label(write.short_period(one.since))
    return Label(metric.title), place, Label(said), asking.keep(with_unit), affected, since


def targets(asking: Asking, title: str) -> Iterator[Block]:
    """Every decided target, and whether it is met always, now and then by chance, or never without a change."""
    found = targets_of(replace(asking.filters, organisation="now"), asking.warehouse, asking.scope)
    if not found:
        yield Sentences(say("cases.targets_none"))
        return
    keys = ("what", "where", "target", "decided", "value", "assurance")
    columns = tuple(Column(say(f"targets.{key}"), key in ("target", "value")) for key in keys)
    subtitle = write.period(asking.filters.period.text)
    yield Table(title, subtitle, columns, tuple(_target(asking, one) for one in found))


def _target(asking: Asking, one: Target) -> tuple[Cell, ...]:
    metric, verdict = METRICS[one.demand.metric], one.assurance or "unknown"
    sign = say("targets.at_least" if metric.better == "higher" else "targets.at_most")
    decided = say("targets.decided_text", by=one.demand.said_by, since=write.day(one.demand.since))
    filters = replace(asking.filters, where=one.group, organisation="now")
    return (
        Label(metric.title),
        Label(_place(asking, one.group)),
        Label(f"{sign} {write.with_unit(one.demand.value, metric.unit)}"),
        Label(decided),
        asking.figure(one.newest, filters),
        Label(say(f"targets.{verdict}")),
    )


def focus(asking: Asking, title: str) -> Iterator[Block]:
    """What departments decided to work on, the figure that should move, and whether it has moved."""
    chosen = dict(asking.filters.where).get("department")
    points = [point for point in load_points() if chosen in (None, point.department)]
    if not points:
        yield Sentences(say("focus.title_none"))
        return
    heads = [say("reports.focus_point"), *(say(f"focus.{key}") for key in ("metric", "before", "since"))]
    columns = tuple(
        Column(head, place in (2, 3)) for place, head in enumerate([*heads, say("reports.verdict")])
    )
    followed = [follow(point, asking.warehouse, asking.scope) for point in points]
    yield Table(title, say("focus.note"), columns, tuple(_followed(asking, one) for one in followed))
    for one in followed:
        point = one.point
        told = {
            "title": point.title,
            "work": point.work,
            "by": point.decided_by,
            "day": write.day_in_text(point.decided_on),
            "follow_up": write.day_in_text(point.follow_up),
        }
        slots = {name: Label(value) for name, value in told.items()}
        yield Sentences(say("reports.focus_work", **{name: f"{{{name}}}" for name in told}), slots, "point")


def _followed(asking: Asking, one: Followed) -> tuple[Cell, ...]:
    point, verdict = one.point, one.verdict
    cells: list[Cell] = []
    for answer in (one.before, one.after):
        if answer is None:
            cells.append(Label(say("absent.missing")))
            continue
        filters = Filters(parse_period(answer.period), point.where, "now")
        cells.append(asking.figure(answer, filters))
    name = say("reports.focus_metric", metric=METRICS[point.metric].title, unit=METRICS[point.metric].unit)
    title = say("reports.focus_title", title=point.title, place=_place(asking, point.where))
    return Label(title), Label(name), *cells, Label(say(f"focus.{verdict}"))
