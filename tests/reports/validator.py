"""PDF/UA-1 and PDF/A-2a by `page`, a validator that is not typst's."""

import re
from collections.abc import Iterator

from page import validate_pdf_bytes

PROFILES = ("ua1", "2a")
# Where a stream's last byte is a carriage return, `page` takes it for the line's end: such a finding is counted again.
LENGTH = "PDFA2A-STREAM-LENGTH-001"
STREAM = re.compile(rb"/Length (\d+)[^>]*>>\s*stream\r?\n")


def findings(data: bytes) -> list[str]:
    """What is wrong with a PDF, as far as rules see it; raises AssertionError where hardly any rule was asked."""
    found = []
    for profile in PROFILES:
        report = validate_pdf_bytes(data, profile=profile)
        assert report.rules.total > 100
        found += [f"{each.rule_id}: {each.message}" for each in report.failures if each.rule_id != LENGTH]
    return found + list(_lengths(data))


def _lengths(data: bytes) -> Iterator[str]:
    for stream in STREAM.finditer(data):
        end = stream.end() + int(stream[1])
        if not re.match(rb"\r?\n?endstream", data[end : end + 12]):
            yield f"{LENGTH}: the stream at byte {stream.start()}"
