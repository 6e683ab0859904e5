"""XML, JSON lines and XES: what is read, what is rejected, what is refused, and what never comes through."""

import gzip
import html
import io
import json
import zipfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from etl.readers import block, json_lines, xml
from etl.readers.json_lines import read_json_lines
from etl.readers.raw import whole
from etl.readers.xes import read_xes
from etl.readers.xml import read_xml
from etl.source import Source
from tests.etl.reading import PLANTED, code, faults, letters, often, read, refused, rows, source

# XML

CASES = (
    code("id", "@id", "key", required=True), code("key", "nr"), code("subject", "kle/emne"),
    code("kind", "klage/@type"), code("points", "klage/punkt", "codes", split=" "),
)  # fmt: skip
XML_SOURCE = source(*CASES, row="sag")


def xml_file(body: str, head: str = '<?xml version="1.0" encoding="UTF-8"?>') -> bytes:
    return f"{head}\n<sager xmlns='urn:x'>{body}</sager>".encode()


def test_xml_by_paths_and_attributes(tmp_path: Path) -> None:
    body = f"""
      <!-- <sag id="0"/> {PLANTED[0]} --><?note <sag/> {PLANTED[1]}?>
      <sag id="A" secret="{PLANTED[0]}"><nr>1&lt;<![CDATA[<sag>&]]><!-- {PLANTED[2]} -->2</nr><name>{PLANTED[2]}</name>
        <kle><emne>32.18.08</emne><emne2>{PLANTED[1]}</emne2></kle></sag>
      <x:sag xmlns:x="urn:y" id='B'><klage type="F"><punkt>F01</punkt><punkt>F05</punkt></klage></x:sag>
      <sagsbehandler>{PLANTED[2]}</sagsbehandler><sag id="C"/><sag
      />"""
    for name, packed in (("x.xml", xml_file(body)), ("x.xml.gz", gzip.compress(xml_file(body)))):
        raw = read(read_xml, XML_SOURCE, tmp_path, packed, name)
        assert rows(raw) == [
            ("A", "1<<sag>&2", "32.18.08", "", "", "1"), ("B", "", "", "F", "F01 F05", "2"),
            ("C", "", "", "", "", "3"), ("", "", "", "", "", "4"),
        ]  # fmt: skip


def test_xml_rows_that_do_not_fit_cost_themselves_alone(tmp_path: Path) -> None:
    body = f"""<sag id="1"><nr>1</nr><nr>{PLANTED[0]}</nr></sag><sag id="2"><nr>a<b>{PLANTED[1]}</b></nr></sag>
      <sag id="3"><kle><emne>1</emne></kle><kle><emne>2</emne></kle></sag><sag id="4"><nr>4</nr></sag>"""
    raw = read(read_xml, XML_SOURCE, tmp_path, xml_file(body), "x.xml")
    assert rows(raw) == [("4", "4", "", "", "", "4")]
    assert faults(raw) == [
        (1, "nr", "doubled_key"),
        (2, "nr", "not_one_value"),
        (3, "kle/emne", "doubled_key"),
    ]


@pytest.mark.parametrize("codec", ["utf-8", "utf-8-sig", "utf-16", "iso-8859-1", "windows-1252"])
def test_xml_encodings(tmp_path: Path, codec: str) -> None:
    declared = codec.removesuffix("-sig")
    text = f'<?xml version="1.0" encoding="{declared}"?><sager><s\u00e6g id="\u00f8"><nr>\u00c5</nr></s\u00e6g></sager>'
    raw = read(read_xml, source(*CASES, row="s\u00e6g"), tmp_path, text.encode(codec), "x.xml")
    assert rows(raw) == [("\u00f8", "\u00c5", "", "", "", "1")]


BOMB = '<!DOCTYPE sager [<!ENTITY a "ha">%s]>' % "".join(
    f'<!ENTITY {chr(98 + i)} "{f"&{chr(97 + i)};" * 10}">' for i in range(9)
)
XML_FAULTS = {
    "billion laughs": (xml_file("<sag id='1'><nr>&j;</nr></sag>", BOMB), "has a DOCTYPE"),
    "external entity": (
        xml_file("<sag id='1'><nr>&x;</nr></sag>", '<!DOCTYPE s [<!ENTITY x SYSTEM "file:///etc/passwd">]>'),
        "has a DOCTYPE",
    ),
    "external DTD": (
        xml_file("<sag id='1'/>", '<!DOCTYPE sager SYSTEM "http://127.0.0.1:1/x.dtd">'),
        "has a DOCTYPE",
    ),
    "unknown entity": (xml_file(f"<sag id='1'><nr>&x;{PLANTED[0]}</nr></sag>"), "is not whole XML at line 2"),
    "cut": (xml_file(f"<sag id='1'><nr>{PLANTED[0]}</nr></sag><sag>")[:-15], "is not whole XML"),
    "comment without end": (xml_file("<sag id='1'/><!-- " * 3), "is not whole XML"),
    "depth": (xml_file("<a>" * 300 + "<sag/>" + "</a>" * 300), "is not whole XML"),
    "rows in rows": (xml_file("<sag id='1'><kle><sag id='2'/></kle></sag>"), "stands inside 'sag'"),
    "a column that is not there": (
        xml_file(f"<sag nr='{PLANTED[0]}'><x>{PLANTED[2]}</x></sag>"),
        "none of its.*@id",
    ),
    "an encoding that hides marks": (
        xml_file("", '<?xml version="1.0" encoding="UTF-7"?>'),
        "declares an encoding",
    ),
    "UTF-16 without mark": ("<sager/>".encode("utf-16-le"), "neither UTF-8 nor UTF-16"),
    "empty": (b"", "is not whole XML"),
    "a number in the name of an element": (xml_file(f"<sag><a{PLANTED[0]}></sag>"), "is not whole XML"),
}


@pytest.mark.parametrize("fault", XML_FAULTS)
def test_xml_that_is_refused(tmp_path: Path, fault: str) -> None:
    content, says = XML_FAULTS[fault]
    path = tmp_path / f"{PLANTED[0]}.xml"
    path.write_bytes(content)
    refused(read_xml, XML_SOURCE, path, says)


@pytest.mark.parametrize("chunk", [1, 7, 60])
def test_an_xml_parser_that_starts_afresh_after_an_error_is_not_believed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, chunk: int
) -> None:
    monkeypatch.setattr(xml, "CHUNK", chunk)
    path = tmp_path / "x.xml"
    first = b"<sager><sag id='1'>&x;</sag>"
    for second in (b"<sager><sag id='2'/></sager>", b"</sager>", b"<?xml version='1.0'?><sager/>"):
        path.write_bytes(first + b" " * (-len(first) % chunk) + second)
        refused(read_xml, XML_SOURCE, path, "is not whole XML at line 1")


def test_xml_fields_of_ten_megabytes_and_files_without_rows_are_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "x.xml"
    path.write_bytes(xml_file("<sag id='1'><nr>" + "x" * 11_000_000 + "</nr></sag>"))
    refused(read_xml, XML_SOURCE, path, "is not whole XML")
    monkeypatch.setattr(xml, "LONGEST", 1 << 20)
    path.write_bytes(xml_file("<a>text</a>" * 200_000 + "<sag id='1'/>"))
    refused(read_xml, XML_SOURCE, path, "without an end of 'sag'")
    refused(read_xml, source(*CASES), path, "'row' is missing")


def test_xml_without_rows_is_one_empty_block(tmp_path: Path) -> None:
    assert read(read_xml, XML_SOURCE, tmp_path, xml_file("<x/>"), "x.xml").read == 0


@often
@given(values=st.lists(st.tuples(letters, letters), max_size=30), size=st.integers(1, 7))
def test_xml_round_trip(tmp_path: Path, values: list[tuple[str, str]], size: int) -> None:
    body = "".join(f'<sag id="{html.escape(a)}"><nr>{html.escape(b)}</nr></sag>' for a, b in values)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(block, "RECORDS", size)
        raw = read(read_xml, XML_SOURCE, tmp_path, xml_file(body), "x.xml")
    assert [row[:2] for row in rows(raw)] == values
    assert raw.table["record"].to_pylist() == list(range(1, len(values) + 1))


# JSON lines

LINES = source(
    code("id", "id", "key"), code("nr", "sag.nr"), code("amount", "amount", "number"), code("yes", "yes", "flag"),
    code("points", "points", "codes", split=" "),
)  # fmt: skip


def test_json_lines_keep_values_as_they_are_written(tmp_path: Path) -> None:
    content = f"""\ufeff{{"id":"A","sag":{{"nr":"1","n":"{PLANTED[2]}"}},"amount":1.10,"yes":true,"points":["F1","F5"]}}

{{"name":"{PLANTED[0]}","id":12345678901234567890123,"sag.nr":"2","amount":1e3,"yes":false,"points":"F01 F02"}}\r
{{"id":null,"sag":null,"amount":-0.0,"points":[]}}"""
    for name in ("x.jsonl", "x.jsonl.gz", "x.zip"):
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w") as package:
            package.writestr(f"{PLANTED[0]}.jsonl", content)
        written = {"x.jsonl": content.encode(), "x.jsonl.gz": gzip.compress(content.encode())}
        raw = read(read_json_lines, LINES, tmp_path, written.get(name, packed.getvalue()), name)
        assert rows(raw) == [
            ("A", "1", "1.10", "true", "F1 F5", "1"),
            ("12345678901234567890123", "2", "1e3", "false", "F01 F02", "2"),
            ("", "", "-0.0", "", "", "3"),
        ]  # fmt: skip


def test_json_lines_in_utf_16(tmp_path: Path) -> None:
    for codec in ("utf-16", "utf-16-be"):
        mark = b"\xfe\xff" if codec == "utf-16-be" else b""
        raw = read(read_json_lines, LINES, tmp_path, mark + '{"id":"\u00c6"}'.encode(codec), "x.jsonl")
        assert rows(raw)[0][0] == "\u00c6"


JSON_FAULTS = {
    f'{{"id":"{PLANTED[0]}"': ("", "not_json"),
    f'"{PLANTED[0]}"': ("", "not_json"),
    "[1, 2]": ("", "not_json"),
    "null": ("", "not_json"),
    "   ": ("", "not_json"),
    '{"id":"a"} {"id":"b"}': ("", "not_json"),
    '{"id":NaN}': ("", "not_json"),
    "{'id':'a'}": ("", "not_json"),
    '{"id":"a\tb"}': ("", "not_json"),
    '{"id":"a","id":"b"}': ("", "doubled_key"),
    f'{{"id":"a","x":{{"y":1,"y":"{PLANTED[1]}"}}}}': ("", "doubled_key"),
    '{"id":["a"]}': ("id", "not_one_value"),
    f'{{"id":{{"{PLANTED[0]}":1}}}}': ("id", "not_one_value"),
    '{"points":[["a"]]}': ("points", "not_one_value"),
    '{"id":"\\ud800"}': ("id", "bad_encoding"),
    '{"id":' + "[" * 100 + "]" * 100 + "}": ("", "too_deep"),
    '{"x":' + '{"x":' * 5_000 + "1" + "}" * 5_001: ("", "too_deep"),
    '{"x":"' + "x" * 3_000 + '"}': ("", "too_long"),
}


def test_json_lines_that_are_no_records_cost_themselves_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(json_lines, "LONGEST", 50_000)
    for line, (column, reason) in JSON_FAULTS.items():
        if reason == "too_long":
            monkeypatch.setattr(json_lines, "LONGEST", 2_000)
        content = b'{"id":"before"}\n' + line.encode() + b'\n\xff{"id":1}\n\n{"id":"after[{"}\n'
        raw = read(read_json_lines, LINES, tmp_path, content, "x.jsonl")
        assert [row[0] for row in rows(raw)] == ["before", "after[{"], line[:40]
        assert faults(raw) == [(2, column, reason), (3, "", "bad_encoding")], line[:40]


def test_many_brackets_are_not_depth(tmp_path: Path) -> None:
    content = json.dumps({"id": "[{" * 500, "x": [[]] * 500}).encode()
    assert read(read_json_lines, LINES, tmp_path, content, "x.jsonl").faults == []


def test_json_lines_that_are_refused(tmp_path: Path) -> None:
    path = tmp_path / f"{PLANTED[0]}.jsonl"
    path.write_text(json.dumps([{"id": PLANTED[0]}], indent=1), encoding="utf-8")
    refused(read_json_lines, LINES, path, "is one JSON list")
    path.write_text(json.dumps({PLANTED[0]: 1, PLANTED[2]: 2}), encoding="utf-8")
    required = source(code("id", "id", "key", required=True))
    refused(read_json_lines, required, path, "none of its records has id")
    path.write_text('{"id":"a"}\n' * 1_000, encoding="utf-8")
    refused(read_json_lines, LINES, path, r"none of its records has sag\.nr, amount")
    sparse = Source("example", LINES.columns, {"sparse": True})
    assert whole(read_json_lines(sparse, path)).read == 1_000
    path.write_bytes(b"")
    assert whole(read_json_lines(required, path)).read == 0


@often
@given(
    content=st.lists(
        st.sampled_from([b"\n", b"\r", b"\r\n", b" ", b'{"id":1}', b"x", b"[", b"]"]), max_size=40
    )
)
def test_json_lines_count_as_text_does(tmp_path: Path, content: list[bytes]) -> None:
    """Every line that is not blank is a record, accepted or rejected, whatever the line ends."""
    text = b"".join(content)
    if text.lstrip()[:1] == b"[" and text.rstrip(b"\r\n")[-1:] == b"]":
        return
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(json_lines, "PIECE", 5)
        raw = read(read_json_lines, LINES, tmp_path, text, "x.jsonl")
    expected = [line.removesuffix(b"\r") for line in text.rstrip(b"\r\n").split(b"\n")]
    assert raw.read == sum(1 for line in expected if line)


@often
@given(
    values=st.lists(st.tuples(letters, letters), max_size=30), size=st.integers(1, 7), ascii_=st.booleans()
)
def test_json_lines_round_trip(
    tmp_path: Path, values: list[tuple[str, str]], size: int, ascii_: bool
) -> None:
    content = "\n".join(json.dumps({"id": a, "sag": {"nr": b}}, ensure_ascii=ascii_) for a, b in values)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(block, "RECORDS", size)
        raw = read(read_json_lines, LINES, tmp_path, content.encode(), "x.jsonl")
    assert [row[:2] for row in rows(raw)] == values


# XES

EVENTS = source(
    code("key", "case:concept:name"), code("activity", "concept:name"), code("at", "time:timestamp", "moment")
)


def log(body: str) -> bytes:
    head = f'<?xml version="1.0"?><log xmlns="urn:x"><string key="{PLANTED[0]}" value="{PLANTED[2]}"/>'
    default = f"<global scope='event'><string key='concept:name' value='{PLANTED[1]}'/></global>"
    return f"{head}{default}{body}</log>".encode()


def event(name: str, more: str = "") -> str:
    return f'<event><string key="concept:name" value="{name}"/><date key="time:timestamp" value="T"/>{more}</event>'


def trace(name: str, *events: str) -> str:
    return f'<trace><string key="concept:name" value="{name}"/><!-- <event> -->{"".join(events)}</trace>'


def test_xes_events_and_their_traces(tmp_path: Path) -> None:
    nested = (
        f'<string key="x" value="{PLANTED[0]}"><string key="concept:name" value="{PLANTED[1]}"/></string>'
    )
    body = trace("1", event("a", nested), event("b")) + event("z") + trace("2") + trace("3", event("c"))
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as package:
        package.writestr("x.xes", log(body))
    for name, content in {
        "x.xes": log(body),
        "x.xes.gz": gzip.compress(log(body)),
        "x.zip": packed.getvalue(),
    }.items():
        raw = read(read_xes, EVENTS, tmp_path, content, name)
        assert rows(raw) == [
            ("1", "a", "T", "1"), ("1", "b", "T", "2"), ("", "z", "T", "3"), ("3", "c", "T", "4"),
        ]  # fmt: skip


@often
@given(
    traces=st.lists(st.lists(letters, max_size=20), max_size=10),
    size=st.integers(1, 7),
    chunk=st.integers(1, 300),
)
def test_xes_round_trip(tmp_path: Path, traces: list[list[str]], size: int, chunk: int) -> None:
    body = "".join(
        trace(str(n), *(event(html.escape(name)) for name in names)) for n, names in enumerate(traces)
    )
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(block, "RECORDS", size)
        patch.setattr(xml, "CHUNK", chunk)
        raw = read(read_xes, EVENTS, tmp_path, log(body), "x.xes")
    expected = [(str(n), name) for n, names in enumerate(traces) for name in names]
    assert [row[:2] for row in rows(raw)] == expected


def test_xes_events_that_say_a_thing_twice(tmp_path: Path) -> None:
    raw = read(read_xes, EVENTS, tmp_path, log(trace("1", event("a", event("b")[7:-8]), event("c"))), "x.xes")
    assert rows(raw) == [("1", "c", "T", "2")]
    assert faults(raw) == [(1, "concept:name", "doubled_key")]


@pytest.mark.parametrize(
    ("body", "says"),
    [
        ("<trace><event/>" + '<string key="concept:name" value="late"/></trace>', "stand after its events"),
        (trace("1", "<event/>"), "no event or trace has the attribute concept:name"),
        (trace("1", event("a")) + "<trace>", "is not whole XML"),
    ],
)
@pytest.mark.parametrize("chunk", [20, 100_000])
def test_xes_that_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, body: str, says: str, chunk: int
) -> None:
    monkeypatch.setattr(xml, "CHUNK", chunk)
    path = tmp_path / f"{PLANTED[0]}.xes"
    path.write_bytes(log(body))
    refused(read_xes, EVENTS, path, says)


def test_xes_with_entities_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "x.xes"
    path.write_bytes(
        log(trace("1", event("&a;"))).replace(b"<log", b'<!DOCTYPE log [<!ENTITY a "x">]><log', 1)
    )
    refused(read_xes, EVENTS, path, "has a DOCTYPE")
