"""Furnishing the workspace of the demo company, once: people, history, and what is going on."""

from django.db import transaction

from tenure.errors import TenureError
from tenure_web.demo import journeys, people, sent
from tenure_web.demo.history import History
from tenure_web.lib import company
from tenure_web.messages import may_not
from tenure_web.people.models import User
from tenure_web.plays import jobs, shelf
from tenure_web.plays.models import Journey


def furnish(password: str) -> tuple[str, ...]:
    """Fill the workspace of a simulated company, and return who can sign in beside its admin.

    Its people get the password. What its tables tell of contacts is there as messages, calls,
    offers, consents and journeys, all of it told to the store already; the decisions of the last
    run begin, so that there is something to do. Nothing is sent: that needs a mail server. Done
    again, it adds nothing but what the last run has decided since.
    """
    told = company.definitions().company
    staff = people.employ(password, told.language)
    if not Journey.objects.exists():
        with transaction.atomic():
            _past(staff)
    may_not.refresh()
    try:
        jobs.begin.call()
        jobs.advance.call()
    except TenureError:  # a company that cannot be read is told of by the pages
        pass
    return tuple(staff)


def _past(staff: dict[str, User]) -> None:
    place = company.definitions().folder / "data"
    if not (place / "touches.parquet").is_file():
        return
    history = History(place, shelf.notice().plays)
    contacts, held = list(history.contacts()), list(history.held())
    journeys.write(contacts, held)
    sent.write(contacts, staff)
    sent.write_refusals(list(history.refusals()))
    language = company.definitions().company.language
    people.entrust(staff["accounts"], history.names, history.accounts, language)
