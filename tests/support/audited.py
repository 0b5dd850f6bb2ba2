"""What keeps watch in tests of the workspace: what a request writes has a line in the trail."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection
from django.http import HttpRequest, HttpResponse

HOUSEKEEPING = (
    *("django_session", "people_visit", "people_written", "axes_", "django_tasks_database_"),
    *("otp_totp_totpdevice", "otp_static_static"),
    *("work_schedule", "definitions_draft", "definitions_version"),
)
"""Tables that say nothing of what people did: sessions, wrong passwords, counts of codes.

Schedules are made when they are first looked at, drafts change nothing, versions are a trail.
"""
SECRETS = {"password.change", "second_factor.remove"}
"""What was there before is nobody's to read."""
_WRITES = re.compile(r'^\s*(?:INSERT (?:OR \w+ )?INTO|UPDATE|DELETE FROM)\s+"(\w+)"', re.I)
_CHANGES = re.compile(r"\.(change|edit|remove|delete)$")


class Trail:
    """What was written without a line, and which lines lack what was there before."""

    def __init__(self) -> None:
        self.silent: list[str] = []
        self.without_before: set[str] = set()

    @contextmanager
    def watching(self, request: HttpRequest) -> Iterator[list[str]]:
        """Note the tables that a request writes to; a line of the trail ends the silence."""
        tables: list[str] = []

        def note(execute: Callable[..., Any], sql: str, params: Any, many: bool, more: Any) -> Any:
            found = _WRITES.match(sql)
            if found:
                tables.append(found[1])
            return execute(sql, params, many, more)

        with connection.execute_wrapper(note):
            yield tables
        owned = {one for one in tables if not one.startswith(HOUSEKEEPING)}
        if owned and "people_written" not in tables:
            self.silent.append(f"{request.method} {request.path} writes {sorted(owned)}")

    def around(self, answer: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
        """Watch the requests that the middleware of the trail answers."""

        def watched(middleware: Any, request: HttpRequest) -> HttpResponse:
            if request.method in ("GET", "HEAD"):
                return answer(middleware, request)
            with self.watching(request):
                return answer(middleware, request)

        return watched

    def wrote(self, made: Any) -> None:
        """Look at a line of the trail."""
        known = made.before is not None or made.action in SECRETS
        if _CHANGES.search(made.action) and not known:
            self.without_before.add(made.action)
