"""Vis som: somebody with several roles looks through one of them; in the demo through any. Written down each time."""

from flask import Flask, Response, g, request

from dashboard.access.audit import NotWritten
from dashboard.access.plain import not_now
from dashboard.access.prefix import inside, under
from dashboard.access.sign_in import landing, local
from dashboard.access.visitors import Access


def connect(server: Flask, access: Access) -> None:
    server.add_url_rule("/vis-som", "choose", lambda: _choose(access), methods=["POST"])


def _choose(access: Access) -> Response:
    person, wanted = g.person, request.form.get("role", "")
    held = {grant.role.key: grant for grant in person.grants}
    if wanted not in held:
        return Response("Not one of your roles.", 403)
    try:
        told = {"who": person.who, "role": wanted, "scope": list(held[wanted].places)}
        access.audit.write(**told, action="view_as", page="", before=person.grant.role.key)
        access.sessions.choose(request.cookies.get(access.cookie, ""), wanted)
    except (NotWritten, OSError):
        return not_now()
    target = landing(held[wanted], local(inside(request.form.get("til", "/"))))
    return Response("", 303, {"Location": under(target), "Cache-Control": "no-store"})
