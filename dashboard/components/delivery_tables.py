"""Whether deliveries come when they should and look as they usually do. Signals are words, never lights."""

from collections.abc import Callable, Sequence
from typing import Any

from dash import html

from dashboard.charts.spark import spark
from dashboard.components import format as write
from dashboard.components.table import Cell, Column, table
from dashboard.content import label, say
from dashboard.metrics.deliveries import Usual, expected_by, rejected_share, volume
from dashboard.statistics.xmr import FEWEST

Source = dict[str, Any]
Written = Callable[[float], str]


def is_late(source: Source) -> bool:
    return bool(source.get("overdue") or source.get("absent"))


def timeliness(sources: Sequence[Source]) -> list[Any]:
    """Those that are late, then all with their rhythm for who wants to look."""
    late = [source for source in sources if is_late(source)]
    parts: list[Any] = [
        _rhythms(late, say("quality.late_caption")) if late else html.P(say("quality.none_late"))
    ]
    if any(source.get("expected_every") for source in sources):
        every = _rhythms(sources, say("quality.rhythm_caption"))
        parts.append(html.Details([html.Summary(say("quality.all_rhythms", n=len(sources))), every]))
    return parts


def _rhythms(sources: Sequence[Source], caption: str) -> html.Div:
    columns = [
        Column(say(f"quality.{key}")) for key in ("source", "rhythm", "extract", "expected_by", "state")
    ]
    return table(caption, columns, [_rhythm(source) for source in sources])


def _rhythm(source: Source) -> list[Any]:
    due = expected_by(source)
    rhythm = source.get("expected_every")
    return [
        source["title"],
        label("rhythm", rhythm) if rhythm else say("quality.no_rhythm"),
        write.day(source["extracted_on"]) if source["extracted_on"] else say("quality.not_delivered"),
        write.day(due) if due else "",
        _state(source),
    ]


def _state(source: Source) -> Any:
    if source.get("absent"):
        return html.Strong(say("quality.not_delivered"))
    if source.get("overdue"):
        return html.Strong(say("quality.is_late"))
    return say("quality.in_time") if expected_by(source) else ""


def unanswered(sources: Sequence[Source]) -> Any:
    """Departments that were asked on a form and have not answered, with the periods."""
    missing: dict[tuple[str, str], list[str]] = {}
    for source in sources:
        for each in source.get("not_answered", ()):
            missing.setdefault((source["title"], each["department"]), []).append(each["period"])
    if not missing:
        return None
    columns = [Column(say(f"quality.{key}")) for key in ("department", "periods", "source")]
    rows = [
        [department, write.listed([write.period(each) for each in sorted(periods)]), title]
        for (title, department), periods in sorted(missing.items())
    ]
    return table(say("quality.unanswered_caption"), columns, rows)


def usual(sources: Sequence[Source]) -> list[Any]:
    """Rows and rejected share per extract against what they usually move within; what stands out comes first."""
    told = [
        (source, volume(source), rejected_share(source)) for source in sources if not source.get("absent")
    ]
    enough = [row for row in told if row[1] and row[1].limits]
    parts: list[Any] = []
    if enough:
        enough.sort(key=lambda row: not _stands_out(row[1], row[2]))
        columns = [Column(say("quality.source")), Column(say("quality.reading"))]
        columns += [
            Column(say(f"quality.{key}"), number=True)
            for key in ("rows_newest", "rows_usual", "share_newest", "share_usual")
        ]
        columns.append(Column(say("quality.rows_trend")))
        parts.append(table(say("quality.usual_caption"), columns, [_usual(*row) for row in enough]))
    few = [source["title"] for source, of, _ in told if not of or not of.limits]
    if few:
        names = html.Details([html.Summary(say("quality.few_names")), html.P(" · ".join(few))])
        parts += [html.P(say("quality.few", n=len(few), fewest=FEWEST)), names]
    return parts


def _stands_out(*measured: Usual | None) -> bool:
    return any(of is not None and of.is_unusual for of in measured)


def _usual(source: Source, rows: Usual | None, share: Usual | None) -> list[Any]:
    return [
        source["title"],
        reading(rows, share, is_full(source)),
        _count(rows.newest, source) if rows else "",
        _range(rows, lambda value: _count(value, source)),
        write.percent(share.newest) if share else say("absent.missing"),
        _range(share, write.percent, low=lambda value: write.number(value * 100, 1), most=1.0),
        html.Span(_sparks(rows)),
    ]


def is_full(source: Source) -> bool:
    return bool(source.get("delivery") == "full")


def _count(value: float, source: Source) -> str:
    """Where all is delivered each time, it is the rows more or fewer than the time before."""
    sign = "+" if is_full(source) and round(value) > 0 else ""
    return sign + write.number(value)


def _range(of: Usual | None, written: Written, low: Written | None = None, most: float | None = None) -> Any:
    """Limits are clipped to what is possible only when they are shown. `low`: how the lower is written, if apart."""
    if of is None or of.limits is None:
        return Cell(say("quality.too_few"), kind="absent")
    lower, upper = of.limits.lower, of.limits.upper
    if min(of.values) >= 0:
        lower = max(0.0, lower)
    if most is not None:
        upper = min(most, upper)
    return say("quality.range", low=(low or written)(lower), high=written(upper))


def _sparks(rows: Usual | None) -> list[html.Img]:
    if rows is None or rows.limits is None:
        return []
    band = (rows.limits.lower, rows.limits.upper)
    pictures = [
        (spark(rows.values, band=band), "on-light"), (spark(rows.values, dark=True, band=band), "on-dark")
    ]  # fmt: skip
    return [html.Img(src=src, alt="", className=f"small-spark {name}") for src, name in pictures if src]


def reading(rows: Usual | None, share: Usual | None, full: bool) -> Any:
    """What stands out, in words; that nothing does is an answer too."""
    said = []
    if rows and rows.is_unusual and rows.limits:
        few = rows.newest < rows.limits.lower
        said.append(
            say(
                f"quality.{'shrunk' if few else 'grown'}" if full else f"quality.{'fewer' if few else 'more'}"
            )
        )
    if share and share.is_unusual and share.limits:
        said.append(
            say("quality.more_rejected" if share.newest > share.limits.upper else "quality.fewer_rejected")
        )
    return html.Strong(" ".join(said)) if said else say("quality.as_usual")
