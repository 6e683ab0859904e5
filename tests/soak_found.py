"""What a stage of the soak gives back."""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path


@dataclass
class Found:
    """How much was tried, what was wrong, and what else is worth a word on the stage's line."""

    tried: int = 0
    wrong: list[str] = field(default_factory=list)
    about: str = ""


Stage = Callable[[Path, int, float], Found]  # a folder of its own, how many, and when to begin nothing new
