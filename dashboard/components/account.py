"""Who one is here: the role one looks through, the others one has, and the way out."""

from typing import Any

from dash import dcc, html

from dashboard.access.person import Person
from dashboard.access.plain import SIGN_OUT
from dashboard.access.prefix import under
from dashboard.access.roles import Grant, Role
from dashboard.content import say


def account(person: Person) -> html.Details:
    """A form like any other: it works without a callback, and the page that follows is made anew for the role."""
    own = person.grant
    named = html.Summary([say("account.as"), " ", html.Strong(role_name(own))])
    parts: list[Any] = [
        html.P(say("account.demo" if person.is_demo else "account.signed_in", who=person.who))
    ]
    if len(person.grants) > 1:
        others = [grant for grant in person.grants if grant.role.key != own.role.key]
        parts.append(_form("/vis-som", person, [_button(grant) for grant in others]))
    if not person.is_demo:
        out = html.Button(say("access.sign_out"), type="submit", className="role-choice")
        parts.append(_form(SIGN_OUT, person, [out]))
    return html.Details([named, html.Div(parts)], id="account", className="account")


def role_name(grant: Grant) -> str:
    """The role with the places it is held for."""
    name = role_title(grant.role.key)
    return f"{name}, {', '.join(grant.places)}" if grant.places else name


def role_title(key: str) -> str:
    return say(f"roles.{key}")


def role_why(role: Role) -> str:
    """What the role sees, in a sentence."""
    key = role.key
    return say(f"roles_why.{key}")


def _button(grant: Grant) -> html.Button:
    return html.Button(
        role_name(grant), type="submit", name="role", value=grant.role.key, className="role-choice"
    )


def _form(action: str, person: Person, children: list[Any]) -> html.Form:
    token = dcc.Input(type="hidden", name="csrf", value=person.csrf)
    return html.Form([token, *children], action=under(action), method="POST")
