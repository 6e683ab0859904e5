"""What the parts of a report ask with: answers become figures that carry definition, scope, status and caveats."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from urllib.parse import urlencode

from dashboard.content import described, label, say
from dashboard.content import format as write
from dashboard.metrics.evaluate import Answer, Filters, evaluate
from dashboard.metrics.metric import CAVEATS, METRICS, Metric
from dashboard.metrics.period import Period, parse_period
from dashboard.reference import Reference, reference
from dashboard.reports.counts import COUNTS
from dashboard.reports.result import Definition, Figure, Note
from dashboard.statistics.proportions import wilson_interval
from dashboard.warehouse import Scope, Warehouse

WITHHELD = "withheld"
PLACES = ("department", "centre", "unit")
SHOWN_MONTHS = 24
MANY = 5  # values of one filter that are named
PAGES = {"complaints": "complaints", "complaint_points": "complaints", "appeals": "appeals", "cases": "cases"}


@dataclass
class Asking:
    """One report in the making. `figures` are all that were asked so far, `definitions` and `notes` what they need."""

    warehouse: Warehouse
    scope: Scope
    filters: Filters
    reference: Reference
    figures: list[Figure] = field(default_factory=list)
    definitions: dict[str, Definition] = field(default_factory=dict)
    notes: dict[str, Note] = field(default_factory=dict)
    collected: Sequence[
        tuple[str, Filters]
    ] = ()  # metrics that a reader put aside, with what was chosen then
    process: str = ""  # that the report is about, if it is about one

    def ask(self, metric: str, by: Sequence[str] = (), filters: Filters | None = None) -> list[Answer]:
        return evaluate(metric, filters or self.filters, self.warehouse, self.scope, by)

    def one(self, metric: str, filters: Filters | None = None) -> Figure:
        filters = filters or self.filters
        return self.figure(self.ask(metric, (), filters)[0], filters)

    def figure(self, answer: Answer, filters: Filters | None = None) -> Figure:
        """The answer as a figure; a share that is a part of its whole gets its interval."""
        filters = filters or self.filters
        metric = METRICS[answer.metric]
        low, high = interval(answer, metric)
        self._define(metric)
        place, chosen = self.scope_in_words(filters, answer.group)
        return self.keep(
            Figure(
                metric=metric.name, title=metric.title, text=text_of(answer, metric), value=answer.value,
                numerator=answer.numerator, denominator=answer.denominator, unit=metric.unit,
                method=answer.method, status=answer.status, withheld=answer.withheld,
                caveats=self.noted(answer), period=answer.period, place=place, filters=chosen,
                snapshot=self.warehouse.snapshot, extracted_on=self.extracted_on,
                address=self.address(metric, filters, answer), low=low, high=high,
            )
        )  # fmt: skip

    def count(self, name: str, value: float | None, text: str | None = None, **told: object) -> Figure:
        """A number that is no metric, such as rows read: counts.toml says what it is. None is withheld."""
        of = COUNTS[name]
        owner = METRICS["cases_received"].owner
        self.definitions[name] = Definition(of.title, of.definition, of.unit, owner, "neither", "")
        hidden = None if value is not None else "small_numbers"
        place, chosen = self.scope_in_words(self.filters, {})
        page = of.page
        keys = ("synthetic_data",) if self.warehouse.package.get("synthetic") else ()
        figure = Figure(
            metric=name, title=of.title,
            text=text if text is not None else say("absent.withheld") if value is None else write.number(value),
            value=value, numerator=value, denominator=None, unit=of.unit, method="counted", status="final",
            withheld=hidden, caveats=self.note([*keys, WITHHELD] if hidden else keys),
            period=self.filters.period.text, place=place, filters=chosen, snapshot=self.warehouse.snapshot,
            extracted_on=self.extracted_on, address=say(f"paths.{page}"),
        )  # fmt: skip
        return self.keep(replace(figure, **told))  # type: ignore[arg-type]

    def keep(self, figure: Figure) -> Figure:
        self.figures.append(figure)
        return figure

    def noted(self, answer: Answer) -> tuple[str, ...]:
        """The keys of what must be said about an answer, each with its words among the report's notes."""
        keys = list(answer.caveats)
        if answer.withheld:
            keys.append(WITHHELD)
        elif not set(keys) - {"synthetic_data"} and described("method", answer.method):
            keys.append(f"method_{answer.method}")
        return self.note(keys)

    def note(self, keys: Sequence[str]) -> tuple[str, ...]:
        for key in keys:
            self.notes.setdefault(key, _note(key))
        return tuple(keys)

    def _define(self, metric: Metric) -> None:
        parts = [METRICS[part].title for part in (metric.numerator, metric.denominator) if part in METRICS]
        counts = say("reports.counts", first=parts[0], then=parts[1]) if len(parts) == 2 else ""
        self.definitions[metric.name] = Definition(
            metric.title, metric.definition, metric.unit, metric.owner, metric.better, counts
        )

    def scope_in_words(self, filters: Filters, group: Mapping[str, str]) -> tuple[str, str]:
        """Where, and everything that was chosen, as 'dimension: name'."""
        own = [(key, value) for key, value in group.items() if value]  # narrows what was chosen
        pairs = [*(pair for pair in filters.where if pair[0] not in dict(own)), *own]
        places = [self.reference.name(key, value) for key, value in pairs if key in PLACES]
        several: dict[str, list[str]] = {}
        for key, value in pairs:
            several.setdefault(key, []).append(self.name(key, value))
        chosen = [f"{label('dimension', key)}: {_listed(names)}" for key, names in several.items()]
        chosen.append(f"{say('filter.organisation')}: {label('organisation', filters.organisation).lower()}")
        if filters.known_on:
            chosen.append(f"{say('filter.known_on')}: {write.day(filters.known_on)}")
        return " › ".join(dict.fromkeys(places)) or say("about.whole_city"), "; ".join(chosen)

    def name(self, dimension: str, code: str) -> str:
        """A code's name, or that it is not told."""
        if not code:
            return say("complaints.unknown_group")
        found = self.reference.name(dimension, code)
        return found if found != code else label(dimension, code)

    def address(self, metric: Metric, filters: Filters, answer: Answer) -> str:
        """The page that shows the figure, with its filters, on this very snapshot."""
        chosen = {key: value for key, value in (*filters.where, *answer.group.items()) if value}
        query = {key: chosen[key] for key in (*PLACES, "service_area") if key in chosen}
        query |= {"period": answer.period, "snapshot": self.warehouse.snapshot}
        if filters.organisation != "then":
            query["organisation"] = filters.organisation
        page = PAGES.get(metric.facts[0], "overview")
        return f"{say(f'paths.{page}')}?{urlencode(sorted(query.items()))}"

    @property
    def extracted_on(self) -> str:
        return str(self.warehouse.package["extracted_on"])

    def within(self, where: Mapping[str, object]) -> Filters:
        """The report's filters, narrowed by a part's own; a list of values means any of them."""
        own = [
            (key, one)
            for key, value in where.items()
            for one in (value if isinstance(value, list) else [value])
        ]
        kept = [pair for pair in self.filters.where if pair[0] not in where]
        return replace(self.filters, where=(*kept, *((key, str(one)) for key, one in own)))

    def before(self, filters: Filters | None = None) -> Filters:
        """The same a year earlier."""
        filters = filters or self.filters
        return replace(filters, period=a_year_before(filters.period))

    def months(self) -> Period | None:
        """The two years that end with the period, as far as there are data."""
        since, until = (date.fromisoformat(self.warehouse.package[key]) for key in ("since", "until"))
        last = min(self.filters.period.end, until)
        first = last.year * 12 + last.month - SHOWN_MONTHS
        start = max(since, date(first // 12, first % 12 + 1, 1))
        return parse_period(f"{start:%Y-%m}..{last:%Y-%m}") if since <= last and start <= last else None


def asking(warehouse: Warehouse, scope: Scope, filters: Filters) -> Asking:
    return Asking(warehouse, scope, filters, reference(warehouse))


def interval(answer: Answer, metric: Metric) -> tuple[float | None, float | None]:
    """Wilson's 95 % interval of a share; a ratio of two counts is none, nor is a median."""
    part, whole = answer.numerator, answer.denominator
    is_share = metric.unit == "%" and metric.shape != "duration"
    if not is_share or answer.value is None or part is None or not whole or part > whole:
        return None, None
    return wilson_interval(part, whole)


def text_of(answer: Answer, metric: Metric) -> str:
    """As a table writes it, the unit apart; or which of the things that are not a number it is."""
    if answer.value is not None:
        is_plain_ratio = (
            not metric.is_count and metric.shape != "duration" and not write.is_share(metric.unit)
        )
        return write.amount(answer.value, metric.unit, 1 if is_plain_ratio else None)
    if answer.withheld:
        return say("absent.withheld")
    if answer.method == "not_compiled":
        return label("method", "not_compiled").lower()
    if answer.denominator == 0:
        return say("absent.impossible")
    if "below_smallest_denominator" in answer.caveats:
        return say("appeals.too_few")
    is_open_median = metric.shape == "duration" and answer.denominator
    return say("appeals.not_reached") if is_open_median else say("absent.missing")


def _listed(names: Sequence[str]) -> str:
    """A handful by name; of a whole list the first and the last."""
    if len(names) <= MANY:
        return ", ".join(names)
    return say("reports.many", first=names[0], last=names[-1], count=len(names))


def _note(key: str) -> Note:
    if key == WITHHELD:
        return Note(say("reports.withheld"), say("notes.small_numbers"))
    if key.startswith("method_"):
        method = key.removeprefix("method_")
        return Note(label("method", method), described("method", method))
    caveat = CAVEATS.get(key)
    return Note(caveat.title, caveat.text) if caveat else Note(key, key)


def a_year_before(period: Period) -> Period:
    if "W" in period.text:  # a year has no fixed number of weeks: the week a year of weeks earlier
        day = period.start - timedelta(weeks=52)
        return parse_period(f"{day.isocalendar().year}-W{day.isocalendar().week:02d}")
    ends = [f"{int(part[:4]) - 1}{part[4:]}" for part in period.text.split("..")]
    return parse_period("..".join(ends))
