"""How many wrong passwords are too many: of a name from an address, of a name, from an address."""

from typing import Any

from axes.attempts import get_cool_off_threshold
from axes.handlers.database import AxesDatabaseHandler
from axes.helpers import get_client_username
from axes.models import AccessAttempt
from django.db.models import Sum
from django.http import HttpRequest

OF_A_NAME = 10
"""A name is locked everywhere after that many times the wrong passwords of one address."""
OF_AN_ADDRESS = 20
"""An address is locked for every name after that many times those of one name: many share it."""


class ThrottlingHandler(AxesDatabaseHandler):  # type: ignore[misc, unused-ignore]
    """Count a name from everywhere, and an address with every name, beside the two together.

    So neither many addresses nor many names give many guesses.
    """

    def get_failures(self, request: HttpRequest, credentials: dict[str, Any] | None = None) -> int:
        """Return the wrong passwords, measured by the limit of a name from an address."""
        own: int = super().get_failures(request, credentials)
        recent = AccessAttempt.objects.filter(attempt_time__gte=get_cool_off_threshold(request))
        name = get_client_username(request, credentials) or ""
        address = getattr(request, "axes_ip_address", None) or ""
        return max(
            own,
            _sum(recent.filter(username=name)) // OF_A_NAME if name else 0,
            _sum(recent.filter(ip_address=address)) // OF_AN_ADDRESS if address else 0,
        )


def _sum(attempts: Any) -> int:
    return attempts.aggregate(sum=Sum("failures_since_start"))["sum"] or 0
