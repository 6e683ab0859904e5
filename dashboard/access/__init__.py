"""Who asks, what they may see, and what is written down of it. Nothing here knows a figure.

roles.toml     the reviewed file: roles, and how the identity provider names them
person.py      who asks in this request, and their Scope
sessions.py    sessions kept by the server; the browser holds a random number
guard.py       before every request: refused unless it is allowed
sign_in.py     OIDC: code flow with PKCE, state and nonce, sign-out
audit.py       the append-only log and the question "who saw figures of unit X"
"""
