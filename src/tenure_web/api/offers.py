"""The operation by which a shop or a billing system takes an offer by its code."""

from typing import Any

from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone
from ninja import Router

from tenure_web.api.access import Bearer
from tenure_web.api.failures import failure
from tenure_web.api.schemas import TAKES
from tenure_web.api.written import OfferIn, OfferOut
from tenure_web.messages import offers
from tenure_web.messages.models import Offer
from tenure_web.people import audit
from tenure_web.people.rights import Right

router = Router()
_SELLS = Bearer(Right.SEE_CUSTOMERS, Right.SEE_EVERYONE, Right.CARE)
_REFUSED = {
    "unknown": ("not_found", "there is no offer of this code"),
    "taken": ("used", "this offer was taken for something else"),
    "expired": ("expired", "the time of this offer is over"),
    "withdrawn": ("expired", "this offer was taken back"),
    "budget": ("over_budget", "the budget of the play was spent: this was never offered"),
}


@router.post("/offers/redeem", response={200: OfferOut, **TAKES}, auth=_SELLS)
def redeem_offer(request: HttpRequest, told: OfferIn) -> Any:
    """Take an offer by its code, once, for an order or the like that `reference` names.

    The same code and reference again are answered the same again, and change nothing.
    """
    now = timezone.now()
    with transaction.atomic():
        offer, why = offers.redeem(told.code, told.reference, now)
        if offer is not None and not why and offer.taken_at == now:
            after = {name: getattr(offer, name) for name in ("play", "kind", "cost", "reference")}
            audit.write("offer.redeem", f"offer {offer.pk}", after=after)
    if why or offer is None:
        code, message = _REFUSED[why]
        return failure(code, message, "code")
    return _told(offer)


def _told(offer: Offer) -> dict[str, Any]:
    names = ("play", "version", "kind", "size", "cost", "taken_at", "expires_at", "reference")
    told = {name: getattr(offer, name) for name in names}
    return {**told, "customer_id": offer.customer, "unit_id": offer.unit}
