"""How cases end when they can end in several ways and some have not ended: the cumulative incidence of each way."""

from collections.abc import Iterable

# Days, how it ended (None: not yet), and how many.
Ended = tuple[int, str | None, int]
Curve = list[tuple[int, float]]


def cumulative_incidence(waits: Iterable[Ended]) -> dict[str, Curve]:
    """For each way of ending the share of the cohort that has ended so, at each day on which something ended.

    Aalen & Johansen (1978); Kalbfleisch & Prentice, § 8.2: the sum over days of S(before) · ended so / at risk, where
    S is Kaplan-Meier's share that has not ended in any way. Taking the other ways for censored would tell what would
    happen if nobody withdrew. Raises ValueError for nothing at all, days below nought and numbers below one.
    """
    by_day: dict[int, dict[str | None, int]] = {}
    for days, how, count in waits:
        if days < 0 or count < 1:
            raise ValueError(f"{count} that waited {days} days: days start at 0 and numbers at 1")
        ended = by_day.setdefault(days, {})
        ended[how] = ended.get(how, 0) + count
    if not by_day:
        raise ValueError("a cohort needs at least one that waited")
    ways = sorted({how for ended in by_day.values() for how in ended if how is not None})
    at_risk, share = sum(sum(ended.values()) for ended in by_day.values()), 1.0
    total = dict.fromkeys(ways, 0.0)
    found: dict[str, Curve] = {how: [] for how in ways}
    for days in sorted(by_day):
        ended = by_day[days]
        for how in ways:
            if ended.get(how):
                total[how] += share * ended[how] / at_risk
                found[how].append((days, total[how]))
        share *= 1 - sum(count for how, count in ended.items() if how is not None) / at_risk
        at_risk -= sum(ended.values())
    return found


def at(curve: Curve, days: int) -> float:
    """The share that has ended so by a day."""
    return next((share for day, share in reversed(curve) if day <= days), 0.0)
