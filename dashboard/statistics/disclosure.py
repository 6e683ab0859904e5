"""Small numbers: which cells of a table of counts are withheld.

A key is one value per axis. Two things give a small count away: the count itself, and what stands beside it
when one axis or one filter is left out (its complement). A line with one withheld cell gives it away by
subtraction.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

Key = tuple[Any, ...]


def is_small(count: float | None, threshold: int) -> bool:
    """Zero is shown: nobody is in it."""
    return count is not None and 0 < count < threshold


def withheld(
    counts: Mapping[Key, float],
    axes: Sequence[int],
    threshold: int,
    beside: Mapping[Key, Sequence[float]] | None = None,
) -> set[Key]:
    """The keys to withhold. `axes` are the positions over which counts add up to a total that a reader can
    see; `beside` holds for a key the counts outside each filter, which a reader gets by leaving it out."""
    outside = beside or {}
    hidden = {key for key, count in counts.items() if is_small(count, threshold)}
    hidden |= {key for key in counts if any(is_small(count, threshold) for count in outside.get(key, ()))}
    for axis in axes:
        for line in _lines(counts, axis):
            total = sum(counts[key] for key in line)
            hidden |= {key for key in line if is_small(total - counts[key], threshold)}
    return with_a_companion(hidden, counts, axes)


def with_a_companion(hidden: Iterable[Key], counts: Mapping[Key, float], axes: Sequence[int]) -> set[Key]:
    """No line keeps exactly one withheld cell while another could join it: the next smallest does.

    Every line is looked at before any cell joins, so the order of cells, rows and columns changes nothing.
    Repeats, since a companion in one line may be alone in another.
    """
    hidden = set(hidden)
    lines = [line for axis in axes for line in _lines(counts, axis)]
    while True:
        alone = [line for line in lines if sum(key in hidden for key in line) == 1]
        joining: set[Key] = set()
        for line in alone:
            joining |= _next_smallest(line, hidden, counts)
        if not joining:
            return hidden
        hidden |= joining


def _next_smallest(line: Iterable[Key], hidden: set[Key], counts: Mapping[Key, float]) -> set[Key]:
    # Ties go to the first by name, so that the same cells are withheld whatever order they came in.
    shown = [key for key in line if key not in hidden and counts[key]]
    return {min(shown, key=lambda key: (counts[key], str(key)))} if shown else set()


def _lines(counts: Mapping[Key, float], axis: int) -> list[list[Key]]:
    """Cells that differ only on one axis."""
    lines: dict[Key, list[Key]] = defaultdict(list)
    for key in counts:
        lines[key[:axis] + key[axis + 1 :]].append(key)
    return list(lines.values())
