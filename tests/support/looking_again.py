"""Pages that say that something is being computed are looked at again until it is."""

import time

from django.http import HttpResponse
from django.test import Client


def until(client: Client, address: str, seconds: float = 200) -> HttpResponse:
    """Return the page when nothing is computed any longer."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        found = client.get(address)
        if b'hx-trigger="every' not in found.content:
            return found
        time.sleep(0.1)
    raise AssertionError(f"{address} is still computed")
