"""Erasing a customer from journeys: they end, are counted still, and name nobody."""

from django.utils import timezone

from tenure_web.messages import erasing
from tenure_web.plays.models import Journey


def test_journeys_of_who_is_erased_end_and_name_nobody(db: None) -> None:
    now = timezone.now()
    for unit, customer in (("C1", "C1"), ("A1", "C1"), ("C2", "C2")):
        Journey.objects.create(
            unit=unit, customer=customer, play="p", version=1, occasion="1", arm="treatment",
            plan="", began=now, arrived=now, due=now,
        )  # fmt: skip
    erasing.forget("C1", now)
    assert not Journey.objects.filter(unit="C1").exists()
    assert not Journey.objects.filter(customer="C1").exists()
    rows = Journey.objects.values_list("unit", "state", "ended").order_by("pk")
    own, account, other = list(rows)
    assert (own[0].startswith("erased:"), *own[1:]) == (True, "ended", "stopped")
    assert account == ("A1", "ended", "stopped")
    assert other == ("C2", "going", "")
