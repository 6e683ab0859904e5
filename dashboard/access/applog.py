"""The application's log: one JSON line each, of what the machine did and never of whom or what about."""

import json
import logging
import re
import sys
from datetime import UTC, datetime

NUMBERS = re.compile(r"\d{6}-?\d{4}")
ADDRESSES = re.compile(r"[\w.+-]+@[\w.-]+")


class JsonLines(logging.Formatter):
    """Time, level, where and what; anything shaped like a person's number or address is masked."""

    def format(self, record: logging.LogRecord) -> str:
        told = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "told": masked(record.getMessage()),
        }
        if record.exc_info:
            told["fault"] = masked(self.formatException(record.exc_info))
        return json.dumps(told, ensure_ascii=False)


def masked(text: str) -> str:
    return ADDRESSES.sub("(address)", NUMBERS.sub("(number)", text))


def start(level: int = logging.INFO) -> None:
    """To standard error, where systemd takes it."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonLines())
    logging.basicConfig(level=level, handlers=[handler], force=True)
    logging.getLogger("urllib3").setLevel(logging.WARNING)
