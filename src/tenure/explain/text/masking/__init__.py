"""Personal data hidden before anything of a text is kept."""

from tenure.explain.text.masking.contacts import masked_contacts
from tenure.explain.text.masking.names import masked_names
from tenure.explain.text.masking.numbers import masked_numbers


def masked(text: str) -> str:
    """Return a normalised text with a mark such as [email] where personal data stood.

    What is found: addresses of mail, links with a path, IP addresses; numbers of phones,
    cards, residents, passports and accounts; names where the text says that one follows.
    Masking twice changes nothing more.
    """
    return masked_names(masked_numbers(masked_contacts(text)))


__all__ = ["masked"]
