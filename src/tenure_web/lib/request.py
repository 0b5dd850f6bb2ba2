"""A request as views get it: their rules let in only who is signed in."""

from django.http import HttpRequest

from tenure.charts.words import Words
from tenure_web.people.models import User


class Request(HttpRequest):
    """A request with its reader and the words of its reader's language."""

    user: User
    words: Words
