"""Secrets that are shown once and kept as a hash: of tokens, links, sessions, spare codes."""

import hashlib
import secrets
from base64 import urlsafe_b64encode

from django.utils.crypto import salted_hmac


def new_secret(before: str = "") -> str:
    """Make a text that nobody guesses."""
    return before + secrets.token_urlsafe(32)


def digest_of(text: str) -> str:
    """Return what is kept of it; it has enough chance in it to need no salt."""
    return hashlib.sha256(text.encode()).hexdigest()


def keyed_digest_of(code: str, user: int) -> str:
    """Return what is kept of a code that is short enough to type, of one user: 16 letters.

    All such codes could be tried out; the key, which is not in the database, prevents that.
    """
    made = salted_hmac("tenure_web.people.spare", f"{user}:{code}", algorithm="sha256")
    return urlsafe_b64encode(made.digest()[:12]).decode("ascii")
