"""Which counts of a mined process may be shown: none from 1 to 4, nor what would give one of them away."""

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from dashboard.warehouse import Scope

Key = TypeVar("Key", bound=Hashable)
Shown = TypeVar("Shown", int, float)
PERCENT, TENS = 0.01, 10


@dataclass(frozen=True)
class Withholding:
    """`threshold` is the smallest count above nought that may be shown; 0 shows all."""

    threshold: int

    @classmethod
    def of(cls, package: Mapping[str, Any], scope: Scope, units: Sequence[str] = ()) -> "Withholding":
        """Published data has no threshold, and a unit's own lead sees the unit's exact counts."""
        return cls(
            0 if scope.sees_exactly(units) or package.get("public") else int(package.get("threshold", 5))
        )

    def hides(self, count: int) -> bool:
        return 0 < count < self.threshold

    def one(self, count: int) -> int | None:
        return None if self.hides(count) else count

    def near(self, cases: int, value: Shown | None) -> Shown | None:
        """A value made of so many cases."""
        return None if self.hides(cases) else value

    def part(self, count: int, whole: int) -> int | None:
        """A count within a whole that is shown: its complement must not be small either."""
        return None if self.hides(count) or self.hides(whole - count) else count

    def percent(self, count: int, seconds: float, of: float, is_hidden: bool) -> float | None:
        """The whole percents that a transition has of all time. Of a hidden count only where a percent is as many
        transitions as the threshold, so that the count does not follow."""
        if self.hides(count) or (is_hidden and seconds and PERCENT * of * count / seconds < self.threshold):
            return None
        return round(seconds / of, 2) if of else 0.0

    def at_least(self, count: int) -> int:
        """Rounded down to tens: neither a sum nor a difference of such counts tells of a case."""
        return count // TENS * TENS if self.threshold else count

    def several(self, counts: Mapping[Key, int]) -> dict[Key, int | None]:
        """Counts with a known sum: where one alone is hidden, the next smallest is hidden with it."""
        hidden = {key for key, count in counts.items() if self.hides(count)}
        rest = sorted((count, str(key), key) for key, count in counts.items() if key not in hidden and count)
        if hidden and rest and self.hides(sum(counts[key] for key in hidden)) or len(hidden) == 1 and rest:
            hidden.add(rest[0][2])
        return {key: None if key in hidden else count for key, count in counts.items()}

    def first_hidden(self, counts: Sequence[int]) -> int:
        """Where, in counts from large to small, those begin that are told as one sum, itself large enough."""
        place = sum(not self.hides(count) for count in counts)
        while 0 < place < len(counts) and self.hides(sum(counts[place:])):
            place -= 1
        return place
