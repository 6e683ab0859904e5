"""One report against another: which values, status, definitions and caveats changed."""

from collections import Counter
from collections.abc import Mapping

from dashboard.content import say
from dashboard.reports.result import Figure, Report, figures_of

Key = tuple[str, str, str, str, str]


def differences(one: Report, other: Report) -> list[str]:
    """A line a figure whose value or status differs, with late registration named; then how many figures gained or
    lost each caveat, and definitions and caveats whose words changed."""
    lines = [f"{_told(one)} -> {_told(other)}"] if _told(one) != _told(other) else []
    before, after = _by_key(one), _by_key(other)
    for key in sorted(before.keys() | after.keys()):
        lines += _figure_lines(key, before.get(key), after.get(key))
    lines += _caveat_lines(before, after)
    definitions = [{key: of.text for key, of in report.definitions.items()} for report in (one, other)]
    notes = [{key: note.text for key, note in report.notes.items()} for report in (one, other)]
    return [*lines, *_worded("definition", *definitions), *_worded("caveat", *notes)]


def _told(report: Report) -> str:
    """What a report is of."""
    chosen = [value for _, value in report.where]
    return " ".join([report.name, report.period, *chosen, *report.also, report.snapshot])


def _by_key(report: Report) -> dict[Key, Figure]:
    """Figures by what they are of, the report's own period as such; the first where one stands several times."""
    found: dict[Key, Figure] = {}
    for block in report.blocks:
        for of in figures_of(block):
            period = "" if of.period == report.period else of.period
            found.setdefault((of.metric, of.title, of.place, _breakdown(of), period), of)
    return found


def _breakdown(figure: Figure) -> str:
    """What was chosen of the city; how it was looked at (organisation, day of knowledge) may be what differs."""
    views = (say("filter.organisation"), say("filter.known_on"))
    parts = [part.split(": ", 1) for part in figure.filters.split("; ")]
    return "; ".join(
        ": ".join(part)
        for part in parts
        if part[0] not in views and part[-1] not in figure.place.split(" › ")
    )


def _figure_lines(key: Key, one: Figure | None, other: Figure | None) -> list[str]:
    where = f"{key[2]} ({key[3]})" if key[3] else key[2]
    name = ", ".join(part for part in (key[1], where, key[4]) if part)
    if one is None or other is None:
        return [f"{name}: {'only in the second' if one is None else 'only in the first'}"]
    lines = []
    if (one.value, one.text) != (other.value, other.text):
        was_late = one.status != "final" or "late_registration" in one.caveats
        cause = " (was provisional: late registration)" if was_late else ""
        change = "" if one.value is None or other.value is None else f", {other.value - one.value:+.6g}"
        lines.append(f"{name}: {one.text} -> {other.text}{change}{cause}")
    if one.status != other.status:
        lines.append(f"{name}: status {one.status} -> {other.status}")
    return lines


def _caveat_lines(before: Mapping[Key, Figure], after: Mapping[Key, Figure]) -> list[str]:
    changed: Counter[str] = Counter()
    for key in before.keys() & after.keys():
        one, other = set(before[key].caveats), set(after[key].caveats)
        changed.update(f"caveat {name} no longer" for name in one - other)
        changed.update(f"caveat {name} is new" for name in other - one)
    return [f"{line}: {count} figures" for line, count in sorted(changed.items())]


def _worded(kind: str, one: Mapping[str, str], other: Mapping[str, str]) -> list[str]:
    return [
        f"{kind} {key}: '{one[key]}' -> '{other[key]}'"
        for key in sorted(one.keys() & other.keys())
        if one[key] != other[key]
    ]
