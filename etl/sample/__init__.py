"""The invented municipality: extracts of every source as its system would deliver them, and the truth."""

from __future__ import annotations

import json
import tomllib
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.progress import Progress as Bar

from etl.errors import UsageError
from etl.sample.plan import HERE, Plan, load
from etl.sample.run import Progress, Run, write_all


def write_sample(
    out: Path,
    seed: int = 1,
    scale: float = 1.0,
    until: date = date(2026, 10, 31),
    progress: Progress | None = None,
) -> dict[str, Any]:
    """Write every extract, delivery.toml and truth.json under `out`; the same seed gives the same bytes."""
    _checked(seed, scale, until)
    plan = load(seed, scale, until)
    _make_room(plan, out)
    with _shown(progress) as show:
        found = write_all(Run(plan, out), show)
        show("done", 1.0)
    truth = {"seed": seed, "scale": scale, "until": until.isoformat()} | found
    text = json.dumps(truth, indent=1, sort_keys=True, ensure_ascii=False)
    (out / "truth.json").write_text(
        text + "\n", encoding="utf-8"
    )  # last: it says that the extracts are whole
    return json.loads(text)


def _checked(seed: int, scale: float, until: date) -> None:
    if seed < 0:
        raise UsageError(f"--seed {seed}: a seed is 0 or more.")
    if not 0 < scale <= 5:
        raise UsageError(f"--scale {scale}: more than 0 and at most 5; 1 is the whole city.")
    if not 2015 <= until.year <= 2045:
        raise UsageError(f"--until {until}: a day from 2015 to 2045.")


def _make_room(plan: Plan, out: Path) -> None:
    """Remove an earlier sample, so that two never mix; never touch extracts that are not ours."""
    tables = tomllib.loads((HERE / "more" / "layouts.toml").read_text("utf-8")).values()
    files = [layout.file for layout in plan.layouts.values()] + [table["file"] for table in tables]
    patterns = [file.replace("{month}", "**").replace("{cut}", "*") for file in files]
    old = [file for pattern in patterns for file in out.glob(pattern)]
    note = out / "delivery.toml"
    if old and not (note.is_file() and tomllib.loads(note.read_text("utf-8")).get("synthetic")):
        raise UsageError(f"--out {out}: holds extracts that are not a sample. Give another folder.")
    for file in [*old, out / "truth.json"]:
        file.unlink(missing_ok=True)
    out.mkdir(parents=True, exist_ok=True)
    since = plan.calendar.start.isoformat()
    note.write_text(
        "# Extracts of an invented municipality. Of what was received before complete_from, only what was still\n"
        f"# open then is delivered.\nsynthetic = true\ncomplete_from = {since}\n",
        encoding="utf-8",
    )


@contextmanager
def _shown(progress: Progress | None) -> Any:
    """The caller's progress, or a bar on standard error."""
    if progress:
        yield progress
        return
    with Bar(console=Console(stderr=True)) as bar:
        task = bar.add_task("sample", total=1.0)
        yield lambda what, share: bar.update(task, description=what, completed=share)
