"""People who sign in and walk from page to page, for locust: what a browser asks for, with the time a reader takes."""

import random
from typing import Any

from locust import HttpUser, between, task

PAGES = ("/", "/", "/klager", "/nyt", "/ankestyrelsen", "/sager", "/datakvalitet", "/begreber", "/tillid")
SEARCHES = ("", "", "?department=SOF", "?department=BIF&period=2025", "?period=2025-Q3", "?department=TMF")
BROKEN = ("Traceback", "gik galt", 'File \\"')


class Reader(HttpUser):
    """Reads a page for half a minute, then goes to another."""

    wait_time = between(15, 45)

    def on_start(self) -> None:
        there = self._opened("/log-ind/start?til=/", "leave").headers["Location"]
        back = self.client.post(there, data={"sub": "analyst"}, allow_redirects=False, name="provider")
        self._opened(back.headers["Location"], "back")
        for path in ("/", "/_dash-layout", "/_dash-dependencies"):
            answer = self._opened(path, "open")
        self.callbacks = [
            each
            for each in answer.json()
            if each["output"].startswith((".._pages_content", "..nav", "..about"))
        ]

    def _opened(self, path: str, name: str) -> Any:
        """Asked for once more where the worker was killed with it in hand."""
        with self.client.get(path, allow_redirects=False, name=name, catch_response=True) as answer:
            if answer.status_code:
                return answer
            answer.success()
        return self.client.get(path, allow_redirects=False, name=f"{name} again")

    @task
    def look(self) -> None:
        path, search = random.choice(PAGES), random.choice(SEARCHES)
        for each in self.callbacks:
            self._ask(each, {"pathname": path, "search": search, "hash": ""}, path)

    def _ask(self, callback: dict, values: dict[str, str], path: str) -> None:
        outputs = [
            dict(zip(("id", "property"), name.rsplit(".", 1)))
            for name in callback["output"].strip(".").split("...")
        ]
        body = {"output": callback["output"], "outputs": outputs, "changedPropIds": []}
        for part in ("inputs", "state"):
            body[part] = [{**each, "value": values.get(each["property"])} for each in callback[part]]
        headers = {"Origin": self.host, "X-CSRFToken": self.client.cookies.get("_csrf_token")}
        name = path if "_pages_content" in callback["output"] else "frame"
        if not self._sent(body, headers, name):  # the worker was killed with it in hand: a reader asks again
            self._sent(body, headers, f"{name} again")

    def _sent(self, body: dict, headers: dict, name: str) -> bool:
        """False where the connection broke, which is no failure the first time."""
        sent = self.client.post(
            "/_dash-update-component", json=body, headers=headers, name=name, catch_response=True
        )
        with sent as answer:
            if answer.status_code == 0 and not name.endswith("again"):
                answer.success()
                return False
            if answer.status_code not in (200, 204):
                answer.failure(f"{answer.status_code} {answer.text[:80]}")
            elif any(word in answer.text for word in BROKEN):
                answer.failure("the page says that something is broken")
        return True
