"""Tokens of programs: made once, kept as a hash, found by their text."""

from collections.abc import Iterable
from datetime import timedelta

from django.utils import timezone

from tenure_web.people.audit import write
from tenure_web.people.models import Token, User
from tenure_web.people.once import digest_of, new_secret
from tenure_web.people.rights import Right

PREFIX = "tenure_"
_NOTED = timedelta(minutes=1)


def find(text: str) -> Token | None:
    """Return the token of a text, with its owner, and note that it was used.

    None for a text that is no token, that has expired, or whose owner is locked out or may no
    longer use the API. Of what is found, `token.rights` and `token.may(right)` say what it may do,
    `token.user` whose it is: portfolios are those of the owner.
    """
    if not text.startswith(PREFIX):
        return None
    now = timezone.now()
    found = Token.objects.select_related("user").filter(digest=digest_of(text), expires_at__gt=now)
    token = found.first()
    if token is None or not token.user.may(Right.USE_API):
        return None
    if token.used_at is None or now - token.used_at > _NOTED:
        token.used_at = now
        token.save(update_fields=["used_at"])
    return token


def make(user: User, name: str, scopes: Iterable[Right], days: int) -> tuple[Token, str]:
    """Make a token and return it with its text, which is kept nowhere."""
    text = new_secret(PREFIX)
    token = Token.objects.create(
        user=user,
        name=name,
        digest=digest_of(text),
        begins=text[: len(PREFIX) + 4],
        scopes=sorted(set(scopes) & user.rights),
        expires_at=timezone.now() + timedelta(days=days),
    )
    write("token.add", name, after={"scopes": token.scopes, "days": days})
    return token, text


def remove(token: Token) -> None:
    """Take a token back; it is of no use from now on."""
    write("token.remove", token.name, before={"scopes": token.scopes})
    token.delete()
