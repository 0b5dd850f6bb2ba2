"""Secrets that are shown once and kept as a hash: of tokens, of links, of sessions."""

import hashlib
import secrets


def new_secret(before: str = "") -> str:
    """Make a text that nobody guesses."""
    return before + secrets.token_urlsafe(32)


def digest_of(text: str) -> str:
    """Return what is kept of it; it has enough chance in it to need no salt."""
    return hashlib.sha256(text.encode()).hexdigest()
