"""Whether bandit finds anything that nobody has reviewed: python -m tests.unsafe

unsafe.toml is the reviewed list: what bandit says, in which files, and why it is no danger there. What is found in
another file fails; so does a reason without a finding, so that the list does not outlive its causes.
"""

import json
import subprocess
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
REVIEWED = Path(__file__).with_suffix(".toml")


def found() -> dict[str, set[str]]:
    """Files by the number of what bandit finds in them."""
    command = [sys.executable, "-m", "bandit", "-q", "-r", "etl", "dashboard", "-f", "json"]
    told = json.loads(subprocess.run(command, cwd=ROOT, capture_output=True, check=False).stdout)
    files: dict[str, set[str]] = {}
    for each in told["results"]:
        files.setdefault(each["test_id"], set()).add(Path(each["filename"]).as_posix())
    return files


def main() -> int:
    reviewed = tomllib.loads(REVIEWED.read_text("utf-8"))
    wrong = []
    for number, files in sorted(found().items()):
        known = set(reviewed.get(number, {}).get("files", ()))
        wrong += [
            f"{file}: {number} is not reviewed; see tests/unsafe.toml" for file in sorted(files - known)
        ]
        wrong += [
            f"tests/unsafe.toml: {number} is no longer found in {file}" for file in sorted(known - files)
        ]
    print("\n".join(wrong) or "bandit: nothing that is not reviewed")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
