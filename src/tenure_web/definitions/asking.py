"""Who asks, and in which words they are answered."""

from django.http import HttpRequest

from tenure.charts.words import Words
from tenure_web.people.models import User


def user_of(request: HttpRequest) -> User:
    """Return who is signed in; views with a right are opened by nobody else."""
    found = request.user
    assert isinstance(found, User)
    return found


def words_of(request: HttpRequest) -> Words:
    """Return the words of the request's language."""
    found: Words = request.words  # type: ignore[attr-defined]
    return found
