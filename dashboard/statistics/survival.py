"""How long something takes, when some of it has not ended yet: the Kaplan-Meier estimate.

Leaving the unfinished out would reward leaving old cases open. They count as "at least so long" instead.
"""

from collections.abc import Iterable

# Days, whether it had ended by then, and how many.
Waited = tuple[int, bool, int]


def survival(waits: Iterable[Waited]) -> list[tuple[int, float]]:
    """Share not ended after so many days, at each day on which something ended.

    Kaplan & Meier (1958): the product of 1 - ended/at risk. Who is let go on a day is still at risk on it.
    """
    ended: dict[int, int] = {}
    left: dict[int, int] = {}
    for days, has_ended, count in waits:
        left[days] = left.get(days, 0) + count
        ended[days] = ended.get(days, 0) + (count if has_ended else 0)
    at_risk, share, found = sum(left.values()), 1.0, []
    for days in sorted(left):
        if ended[days]:
            share *= 1 - ended[days] / at_risk
            found.append((days, share))
        at_risk -= left[days]
    return found


def median_days(waits: Iterable[Waited]) -> int | None:
    """The first day by which half has ended; None where that day has not come yet, or there is nothing."""
    # A hair above a half: 1/2 computed as a product of fractions may come out a rounding error too high.
    return next((days for days, share in survival(waits) if share <= 0.5 + 1e-12), None)
