"""Signals by place, and demands that are not met: sentences and a table, the same for whoever reads them."""

from collections.abc import Sequence

from dash import dcc, html

from dashboard.components import format as write
from dashboard.components.address import Address
from dashboard.components.footnotes import Footnotes, keys_of
from dashboard.components.table import Cell, Column, table
from dashboard.content import say
from dashboard.metrics.duties import Unmet
from dashboard.metrics.metric import METRICS
from dashboard.metrics.signals import Changed, Group
from dashboard.reference import Reference


def place_name(group: Group, known: Reference) -> str:
    return known.name(*group[-1]) if group else say("news.everything")


def signal_list(changed: Sequence[Changed], known: Reference, here: Address) -> html.Ul:
    """One entry a place, in the order they were looked at: what is outermost first."""
    places: dict[Group, list[Changed]] = {}
    for one in changed:
        places.setdefault(one.group, []).append(one)
    return html.Ul(
        [_entry(group, several, known, here) for group, several in places.items()], className="signals"
    )


def _entry(group: Group, several: Sequence[Changed], known: Reference, here: Address) -> html.Li:
    path = say("paths.complaints" if several[0].metric.startswith("complaints") else "paths.overview")
    link = here.changed(**dict(group), period=None, organisation="now").href(path)
    lines = [
        html.Li([html.Strong(METRICS[one.metric].title), " ", html.Span(sentence(one)), " ", _meaning(one)])
        for one in several
    ]
    head = html.Div(
        [html.H3(place_name(group, known)), dcc.Link(say("news.see"), href=link)], className="heading-row"
    )
    return html.Li([head, html.Ul(lines)])


def sentence(one: Changed) -> str:
    """The rule in plain words, since when, and what is usual."""
    unit = METRICS[one.metric].unit
    low = max(0.0, one.usual.lower)
    since = write.short_period(one.since)
    if one.until != one.since:
        since = say("news.span", first=since, last=write.short_period(one.until))
    numbers = {"value": one.value, "low": low, "high": one.usual.upper}
    text = say(
        "news.said",
        rule=_rule(one),
        since=since,
        **{key: _amount(value, unit) for key, value in numbers.items()},
    )
    return f"{text} {say('news.seasonal')}" if one.seasonal else text


def _amount(value: float, unit: str) -> str:
    return write.with_unit(value, unit) if write.is_share(unit) else write.number(value)


def _rule(one: Changed) -> str:
    months = {"months": one.months, "unit": say("news.month_one" if one.months == 1 else "news.month_many")}
    if one.rule in ("outside", "close"):
        return say("news.outside", **months) if one.rule == "outside" else say("news.close")
    rule = f"{one.rule}_{'up' if one.direction > 0 else 'down'}"
    return say(f"news.{rule}", **months)


def _meaning(one: Changed) -> html.Span:
    meaning = one.meaning
    return html.Span(say(f"news.{meaning}"), className=f"meaning {meaning}")


def duty_table(demands: Sequence[Unmet], known: Reference, notes: Footnotes) -> html.Div:
    columns = [
        Column(say("news.what")),
        Column(say("news.where")),
        Column(say("news.demanded")),
        Column(say("news.level"), number=True),
        Column(say("news.affected"), number=True),
        Column(say("news.since"), number=True),
    ]
    rows = [_duty(one, known, notes) for one in demands]
    caption = say("news.duties_caption", period=write.period(demands[0].answer.period))
    return table(caption, columns, rows)


def _duty(one: Unmet, known: Reference, notes: Footnotes) -> list[object]:
    metric, answer, kind = METRICS[one.demand.metric], one.answer, one.demand.kind
    affected = say("absent.missing") if one.affected is None else write.number(one.affected)
    return [
        html.A(metric.title, href=f"#about-{metric.name}"),
        place_name(one.group, known),
        say(
            f"news.{kind}",
            value=write.with_unit(one.demand.value, metric.unit),
            by=one.demand.said_by,
        ),
        Cell(write.with_unit(answer.value or 0, metric.unit), notes.marks(keys_of(answer))),
        affected,
        write.short_period(one.since),
    ]
