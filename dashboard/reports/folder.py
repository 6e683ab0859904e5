"""Files are written whole or not at all: under a temporary name in the same folder, then renamed."""

import os
import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path

from dashboard.metrics.usage import UsageError


def write(files: Mapping[str, bytes], out: Path) -> list[Path]:
    """The files in their order, so that a manifest stands there only once all it names do."""
    try:
        out.mkdir(parents=True, exist_ok=True)
        beside = Path(tempfile.mkdtemp(prefix=".report-", dir=out))
    except OSError as fault:
        raise _cannot(out, fault) from None
    try:
        return _written(files, out, beside)
    except OSError as fault:
        raise _cannot(out, fault) from None
    finally:
        shutil.rmtree(beside, ignore_errors=True)


def _written(files: Mapping[str, bytes], out: Path, beside: Path) -> list[Path]:
    for path, data in files.items():
        (beside / path).parent.mkdir(parents=True, exist_ok=True)
        (beside / path).write_bytes(data)
    for path in files:
        (out / path).parent.mkdir(parents=True, exist_ok=True)
        os.replace(beside / path, out / path)
    return [out / path for path in files]


def _cannot(out: Path, fault: OSError) -> UsageError:
    return UsageError(f"folder '{out}' cannot be written ({fault.strerror}). Give another with --out.")
