"""The reviewed file, what claims give, and settings that are wrong and named."""

from pathlib import Path

import pytest

from dashboard.access.person import person_of
from dashboard.access.roles import FILE, read_rights, rights
from dashboard.access.sessions import Session
from dashboard.access.settings import read_sign_in
from dashboard.access.sign_in import landing, local
from dashboard.warehouse import Scope, WrongUse

LEAD = rights().roles["unit_lead"].claim


def test_claims_become_a_role_with_a_scope() -> None:
    [grant] = rights().grants({"roles": [LEAD], "units": ["SOF-HAN-1"]})
    assert grant.scope == Scope("unit_lead", ("SOF-HAN-1",))
    assert grant.scope.protected() == Scope("unit_lead")
    [grant] = rights().grants({"roles": "Ledelsesinformation.Administrator", "units": "SOF"})
    assert grant.scope == Scope("administrator", (), ()) and not grant.role.has_figures


@pytest.mark.parametrize(
    "claims",
    [
        {},
        {"roles": []},
        {"roles": ["Ledelsesinformation.Teamlede"]},
        {"roles": [LEAD]},
        {"roles": [LEAD], "units": []},
        {"roles": [LEAD], "units": ["'; DROP TABLE cases", "../.."]},
        {"roles": {"unit_lead": True}},
        {"roles": None, "units": None},
        {"role": LEAD, "units": ["SOF-HAN-1"]},
    ],
)
def test_what_is_not_granted_gives_nothing(claims: dict[str, object]) -> None:
    assert rights().grants(claims) == ()
    assert person_of(Session("somebody", rights().kept(claims), "", 0, 0), rights()) is None


def test_a_role_chosen_that_one_does_not_hold_is_not_had() -> None:
    session = Session("p", {"roles": [LEAD], "units": ["SOF-HAN-1"]}, "", 0, 0, role="analyst")
    person = person_of(session, rights())
    assert person and person.grant.role.key == "unit_lead"


def test_a_session_keeps_no_other_claims() -> None:
    kept = rights().kept(
        {"roles": LEAD, "units": ["A"], "name": "Somebody", "email": "a@b", "cpr": "0101010101"}
    )
    assert set(kept) == {"roles", "units"}
    assert rights().who({"preferred_username": "", "sub": "s"}) == "s"


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        (("reviewed_on = 2026-11-23", ""), "reviewed_on"),
        (('facts = "all"', 'fact = "all"'), "fact"),
        (("[roles.public]", "[roles.public"), "roles.toml"),
    ],
)
def test_a_file_nobody_reviewed_gives_no_access(tmp_path: Path, wrong: tuple[str, str], said: str) -> None:
    file = tmp_path / "roles.toml"
    file.write_text(FILE.read_text("utf-8").replace(*wrong, 1), "utf-8")
    with pytest.raises(WrongUse, match=said):
        read_rights(file)


def test_every_fact_of_a_role_exists() -> None:
    facts = {file.stem for file in (FILE.parents[2] / "etl/facts").glob("*.toml")} | {"revisions"}
    for role in rights().roles.values():
        assert set(role.facts or ()) <= facts, role.key


def test_an_unknown_role_names_the_nearest() -> None:
    with pytest.raises(WrongUse, match="Did you mean unit_lead"):
        rights().role("unit_leader")


GOOD = 'address = "https://l.dk"\nissuer = "https://i.dk"\nclient_id = "app"\n'


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "address is missing"),
        (GOOD.replace("client_id", "clientid"), "unknown setting 'clientid'"),
        (GOOD.replace("https://l.dk", "http://l.dk"), "address is 'http://l.dk'"),
        (GOOD.replace("https://l.dk", "https://l.dk/App!"), "address is"),
        (GOOD.replace("https://i.dk", "i.dk"), "issuer is 'i.dk'"),
        (GOOD + 'idle_minutes = "30"', "idle_minutes is '30'. Example: idle_minutes = 30"),
        (GOOD + "hours = 0", "hours is '0'"),
        (GOOD + 'client_secret_file = "/nowhere"', "client_secret_file '/nowhere' cannot be read"),
        (GOOD, "LEDELSE_CLIENT_SECRET"),
        ("= nonsense", "sign_in.toml"),
    ],
)
def test_a_wrong_setting_is_named_with_an_example(tmp_path: Path, text: str, said: str) -> None:
    file = tmp_path / "sign_in.toml"
    file.write_text(text, "utf-8")
    with pytest.raises(WrongUse) as wrong:
        read_sign_in(file)
    assert said in str(wrong.value) and "\n" not in str(wrong.value)


def test_good_settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LEDELSE_CLIENT_SECRET", "hush")
    file = tmp_path / "sign_in.toml"
    file.write_text(GOOD + "idle_minutes = 15", "utf-8")
    settings = read_sign_in(file)
    assert (settings.host, settings.idle_minutes, settings.hours, settings.is_secure) == ("l.dk", 15, 8, True)
    assert "hush" not in repr(settings)
    with pytest.raises(WrongUse, match="cannot be read"):
        read_sign_in(tmp_path / "gone.toml")


@pytest.mark.parametrize(
    "path", [None, "", "//evil", "/\\evil", "https://evil", "javascript:x", "/log-ud", "/a\nb", "evil"]
)
def test_nobody_is_sent_elsewhere(path: str | None) -> None:
    assert local(path) == "/"


def test_where_somebody_begins() -> None:
    def begins(role: str, units: list[str]) -> str:
        claims = {"roles": [rights().role(role).claim], "units": units}
        return landing(rights().grants(claims)[0], "/")

    assert begins("department_head", ["SOF"]) == "/?department=SOF"
    assert begins("administrator", []) == "/tillid"
    assert begins("analyst", []) == "/"
    assert local("/klager?period=2025") == "/klager?period=2025"
