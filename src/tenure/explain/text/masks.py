"""The marks that stand where personal data stood: the same in English and Korean text."""

import re

EMAIL, PHONE, CARD, ID = "[email]", "[phone]", "[card]", "[id]"
ACCOUNT, ADDRESS, LINK, NAME = "[account]", "[ip]", "[link]", "[name]"
MASKS = (EMAIL, PHONE, CARD, ID, ACCOUNT, ADDRESS, LINK, NAME)
MASK = re.compile("|".join(re.escape(one) for one in MASKS))
