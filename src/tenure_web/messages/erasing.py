"""Erasing a customer: nothing is kept that names them, and they are never contacted again."""

from datetime import datetime
from importlib import import_module

from django.db import transaction

from tenure_web.messages import outbox
from tenure_web.messages.models import Delivery, Offer
from tenure_web.messages.persons import erase, person_of

ALSO = ("tenure_web.tasks.erasing.forget", "tenure_web.plays.exporting.erasing.forget")
"""What parts above keep of a customer: each forgets it in the same transaction."""


def forget(customer: str, now: datetime) -> None:
    """Erase a customer from consents, rulings, messages and offers; counts of them stay."""
    stand_in = f"erased:{person_of(customer).digest[:24]}"
    with transaction.atomic():
        outbox.forget(customer, now)
        for model in (Delivery, Offer):
            model.objects.filter(customer=customer).update(customer=stand_in)
            model.objects.filter(unit=customer).update(unit=stand_in)
        for name in ALSO:
            module, _, function = name.rpartition(".")
            getattr(import_module(module), function)(customer, stand_in, now)
        erase(customer, now)
