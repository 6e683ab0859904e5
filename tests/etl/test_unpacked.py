"""What a reader is given of a delivered file, whatever it is packed in; and what is refused."""

import codecs
import gzip
import io
import os
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from etl.errors import RunError
from etl.readers import unpacked as module
from etl.readers.unpacked import BY_MARK, Limits, plain_suffix, unpacked

PLANTED = "450199-1234"
TEXT = "a;b\nÆ;ø\n".encode()
# Deadlines are off: the machine may be busy.
often = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Limits so small that a bomb of a few kilobytes is one, and all but the smallest files go to disk."""
    monkeypatch.setattr(module, "LIMITS", Limits(ratio=200, ratio_from=1 << 16, most=8 << 20))
    monkeypatch.setattr(module, "IN_MEMORY", 1 << 12)
    monkeypatch.setattr(module, "CHUNK", 1 << 12)


def zipped(members: dict[str, bytes], packing: int = zipfile.ZIP_DEFLATED) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", packing) as package:
        for name, content in members.items():
            package.writestr(name, content)
    return file.getvalue()


def packings(content: bytes) -> dict[str, bytes]:
    return {
        "x.csv": content,
        "x.csv.gz": gzip.compress(content),
        "x.csv.zip": zipped({"x.csv": content}),
        "X.ZIP": zipped({"a/": b"", "a/x.csv": content, "__MACOSX/a/._x.csv": b"z"}, zipfile.ZIP_STORED),
    }


def read(path: Path, encoding: str = "utf-8") -> bytes:
    with unpacked(path, encoding, "example") as data:
        return bytes(data)


def refused(path: Path, says: str, encoding: str = "utf-8") -> None:
    """Refused in one line that names source and file, without what nobody may read."""
    with pytest.raises(RunError, match=says) as caught:
        read(path, encoding)
    told = str(caught.value)
    assert told.startswith("example: ") and "\n" not in told and PLANTED not in told


@often
@given(content=st.binary(max_size=20_000))
def test_every_packing_gives_the_same_bytes(small: None, tmp_path: Path, content: bytes) -> None:
    for name, packed in packings(content).items():
        (tmp_path / name).write_bytes(packed)
        assert read(tmp_path / name) == content, name


@often
@given(
    text=st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=9_000),
    codec=st.sampled_from(["utf-16-le", "utf-16-be"]),
)
def test_utf_16_becomes_utf_8(small: None, tmp_path: Path, text: str, codec: str) -> None:
    mark = codecs.BOM_UTF16_LE if codec == "utf-16-le" else codecs.BOM_UTF16_BE
    for name, packed in packings(mark + text.encode(codec)).items():
        (tmp_path / name).write_bytes(packed)
        assert read(tmp_path / name, "utf-16").decode() == text
        assert read(tmp_path / name, BY_MARK).decode() == text


def test_half_a_character_goes_on_as_bytes_that_no_reader_takes(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_bytes(
        codecs.BOM_UTF16_LE + "a\n".encode("utf-16-le") + b"\x00\xd8" + "\nb".encode("utf-16-le")
    )
    lines = read(path, "utf-16").split(b"\n")
    assert (lines[0], lines[2]) == (b"a", b"b")
    with pytest.raises(UnicodeDecodeError):
        lines[1].decode()


def test_utf_16_without_its_mark_or_its_end_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_bytes("a;b\n".encode("utf-16-le"))
    refused(path, "no byte-order mark", "utf-16")
    path.write_bytes("a;b\n".encode("utf-16")[:-1])
    refused(path, "middle of a UTF-16 character", "utf-16")
    path.write_bytes(b"")
    assert read(path, "utf-16") == b""


@pytest.mark.parametrize(
    ("name", "plain"),
    [("a.csv", ".csv"), ("a.csv.gz", ".csv"), ("A.XML.ZIP", ".xml"), ("a.zip", ""), ("a.b.jsonl", ".jsonl")],
)
def test_the_suffix_below_the_packing(name: str, plain: str) -> None:
    assert plain_suffix(Path(name)) == plain


@pytest.mark.parametrize("name", ["x.csv.gz", "x.csv.zip"])
def test_truncated_and_damaged_files_are_refused(tmp_path: Path, name: str) -> None:
    content = os.urandom(5_000)
    whole = packings(content)[name]
    path = tmp_path / name
    for cut in (1, 9, len(whole) // 2, len(whole) - 1):
        path.write_bytes(whole[:cut])
        refused(path, "is not a whole")
    path.write_bytes(whole[:2_000] + bytes([whole[2_000] ^ 255]) + whole[2_001:])
    refused(path, "is not a whole")
    path.write_bytes(b"no packing at all")
    refused(path, "is not a whole")


@pytest.mark.parametrize("name", ["x.csv.gz", "x.csv.zip"])
def test_bombs_are_refused(small: None, tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.write_bytes(packings(b"0" * (1 << 20))[name])
    refused(path, "becomes larger than")
    path.write_bytes(packings(os.urandom(9 << 20))[name])  # larger than anything may be
    refused(path, "becomes larger than")
    path.write_bytes(packings(b"0" * (1 << 15))[name])  # packed just as tightly, but harmless
    assert len(read(path)) == 1 << 15


def test_packages_of_other_than_one_file_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "x.zip"
    for members, says in (
        ({}, "holds 0 files"),
        ({f"{PLANTED}.csv": TEXT, "b.csv": TEXT}, "holds 2 files"),
        ({f"{PLANTED}.zip": zipped({"x.csv": TEXT})}, "packed itself"),
        ({f"{PLANTED}.csv.gz": gzip.compress(TEXT)}, "packed itself"),
    ):
        path.write_bytes(zipped(members))
        refused(path, says)


def test_a_locked_package_is_refused(tmp_path: Path) -> None:
    packed = bytearray(zipped({f"{PLANTED}.csv": TEXT}))
    for mark, flags in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        packed[packed.index(mark) + flags] |= 1
    path = tmp_path / "x.zip"
    path.write_bytes(packed)
    refused(path, "locked with a password")


def test_an_unknown_packing_inside_a_package_is_refused(tmp_path: Path) -> None:
    packed = bytearray(zipped({f"{PLANTED}.csv": TEXT}))
    for mark, method in ((b"PK\x03\x04", 8), (b"PK\x01\x02", 10)):
        packed[packed.index(mark) + method] = 99
    path = tmp_path / "x.zip"
    path.write_bytes(packed)
    refused(path, "is not a whole .zip")


def test_personal_numbers_in_names_are_covered(tmp_path: Path) -> None:
    path = tmp_path / f"{PLANTED}.csv.gz"
    path.write_bytes(b"no packing")
    refused(path, "######-####.csv.gz: is not a whole")


def _shorten(path: Path) -> None:
    os.truncate(path, 10)


def _lengthen(path: Path) -> None:
    with open(path, "ab") as file:
        file.write(b"more")


def _replace(path: Path) -> None:
    other = path.with_name("other")
    other.write_bytes(path.read_bytes())
    other.replace(path)


@pytest.mark.parametrize("name", ["x.csv", "x.csv.gz", "x.csv.zip"])
@pytest.mark.parametrize("change", [_shorten, _lengthen, _replace, Path.unlink])
def test_files_changed_while_they_are_read(small: None, tmp_path: Path, name: str, change: object) -> None:
    """What was read stays whole to the end, and then the run stops, even where reading failed for another reason."""
    content = os.urandom(100_000)
    for fails in (False, True):
        path = tmp_path / name
        path.write_bytes(packings(content)[name])
        with (
            pytest.raises(RunError, match=r"was (changed|removed) while it was read"),
            unpacked(path) as data,
        ):
            change(path)  # type: ignore[operator]
            assert bytes(data) == content
            if fails:
                raise RunError("the last line is broken")


def test_a_reader_that_stops_early_is_not_disturbed(small: None, tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_bytes(os.urandom(50_000))

    def pieces() -> Iterator[bytes]:
        with unpacked(path) as data:
            yield data[:10]
            yield data[10:]

    reading = pieces()
    assert len(next(reading)) == 10
    path.unlink()
    reading.close()


def test_parts_may_outlive_the_reading(small: None, tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_bytes(os.urandom(50_000))
    with unpacked(path) as data:
        part = memoryview(data)[:10]
    assert bytes(part) == path.read_bytes()[:10]


def test_missing_files_and_folders_are_told(tmp_path: Path) -> None:
    refused(tmp_path / "gone.csv", "is gone")
    refused(tmp_path, "cannot be opened")


def test_a_file_without_leave_to_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def no_leave(*args: object) -> None:
        raise PermissionError

    monkeypatch.setattr(module, "open", no_leave, raising=False)  # root may read whatever it is told not to
    refused(tmp_path / "x.csv", "may not be read")


def test_a_full_disk_is_told(small: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "x.csv.gz"
    path.write_bytes(gzip.compress(os.urandom(50_000)))
    temporary = module.tempfile.TemporaryFile

    class Full:
        def __enter__(self) -> "Full":
            self.file = temporary()
            return self

        def __exit__(self, *args: object) -> None:
            self.file.close()

        def write(self, part: bytes) -> None:
            raise OSError(28, "No space left on device")

    monkeypatch.setattr(module.tempfile, "TemporaryFile", Full)
    refused(path, "No space left on device")
