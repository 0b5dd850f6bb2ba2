"""What is watched of requests: how many, how long, and structured logs without personal data."""

import json
import logging
import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

from django.http import HttpRequest, HttpResponse
from prometheus_client import Counter, Histogram

_log = logging.getLogger("tenure_web.requests")
REQUESTS = Counter("tenure_requests", "Requests answered", ["method", "view", "status"])
SECONDS = Histogram(
    "tenure_request_seconds",
    "Seconds to answer a request",
    ["view"],
    buckets=(0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10),
)


class JsonLines(logging.Formatter):
    """One line of JSON a message; of an error its type and place, not its values."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the record as JSON."""
        at = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")
        told: dict[str, Any] = {"at": at, "level": record.levelname, "logger": record.name}
        # Django's own messages hold addresses, which may name a customer.
        own = record.name.startswith("django")
        told["message"] = str(record.msg) if own else record.getMessage()
        told |= getattr(record, "facts", {})
        if record.exc_info and record.exc_info[0]:
            told["error"] = record.exc_info[0].__name__
            told["where"] = _where(record.exc_info)
        return json.dumps(told, ensure_ascii=False, default=str)


def _where(info: object) -> list[str]:
    import traceback

    trace = info[2] if isinstance(info, tuple) else None
    return [f"{one.filename}:{one.lineno} {one.name}" for one in traceback.extract_tb(trace)[-8:]]


class RequestsMiddleware:
    """Count and time requests by view, and log each with an id that its answer carries, too."""

    def __init__(self, respond: Callable[[HttpRequest], HttpResponse]) -> None:
        self.respond = respond

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer, and tell how that went; addresses are told by view, for paths hold names."""
        begun, request_id = time.perf_counter(), uuid4().hex[:16]
        request.id = request_id  # type: ignore[attr-defined]
        response = self.respond(request)
        taken = time.perf_counter() - begun
        match = request.resolver_match
        view = match.view_name if match else "none"
        REQUESTS.labels(request.method, view, response.status_code).inc()
        SECONDS.labels(view).observe(taken)
        response.headers["X-Request-Id"] = request_id
        user = getattr(request, "user", None)
        facts = {
            "request": request_id,
            "method": request.method,
            "view": view,
            "status": response.status_code,
            "ms": round(taken * 1000, 1),
            "user": user.pk if user is not None and user.is_authenticated else None,
        }
        _log.info("request", extra={"facts": facts})
        return response
