"""What is kept of contacts: consents and rulings, what was sent, what was offered."""

from tenure_web.messages.models.consent import Consent, Pepper, Person, Ruled, Suppression
from tenure_web.messages.models.delivery import Attempt, Delivery
from tenure_web.messages.models.offer import Offer

__all__ = [
    "Attempt",
    "Consent",
    "Delivery",
    "Offer",
    "Pepper",
    "Person",
    "Ruled",
    "Suppression",
]
