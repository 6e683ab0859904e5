"""Wrong use, told in one line: what was given, what is allowed with the nearest name, what to do next."""

from collections.abc import Iterable
from difflib import get_close_matches

from dashboard.warehouse import WrongUse


class UsageError(WrongUse):
    """The command line ends with 2 and this one line; a page shows its own words, a program is told the parts."""

    def __init__(self, line: str, given: str = "", allowed: Iterable[str] = ()) -> None:
        super().__init__(line)
        self.given, self.allowed = given, tuple(allowed)


def unknown(kind: str, given: str, allowed: Iterable[str], hint: str = "") -> UsageError:
    """`given` is no `kind`; says the nearest of `allowed` and the first few of all."""
    names = list(allowed)
    folded = {name.casefold(): name for name in names}
    near = [folded[name] for name in get_close_matches(given.casefold(), folded, n=3, cutoff=0.5)]
    shown = ", ".join(names[:12]) + (", …" if len(names) > 12 else "")
    meant = f"Did you mean {' or '.join(near)}?" if near else ""
    line = f"unknown {kind} '{printable(given)}'. {meant} Known: {shown or 'none'}. {hint}"
    return UsageError(" ".join(line.split()), given, names)


def printable(given: str) -> str:
    """What the user typed, on one line and no longer than a line."""
    return "".join(character if character.isprintable() else "?" for character in given)[:60]
