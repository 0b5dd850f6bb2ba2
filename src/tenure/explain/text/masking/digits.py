"""Check digits and dates in numbers."""

from datetime import date

_CENTURY = {"1": 1900, "2": 1900, "5": 1900, "6": 1900, "3": 2000, "4": 2000, "7": 2000, "8": 2000}


def luhn(digits: str) -> bool:
    """Tell whether the last digit is the check digit of Luhn's formula (ISO/IEC 7812-1)."""
    total = 0
    for place, digit in enumerate(reversed(digits)):
        value = int(digit) * (1 + place % 2)
        total += value - 9 * (value > 9)
    return total % 10 == 0


def mod97(iban: str) -> bool:
    """Tell whether an IBAN's check digits are right (ISO 13616, ISO 7064 MOD 97-10)."""
    moved = iban[4:] + iban[:4]
    return int("".join(str(int(sign, 36)) for sign in moved)) % 97 == 1


def has_date(birth: str, kind: str) -> bool:
    """Tell whether YYMMDD with the digit of century and sex (1–8) is a day."""
    if kind not in _CENTURY:
        return False
    try:
        date(_CENTURY[kind] + int(birth[:2]), int(birth[2:4]), int(birth[4:6]))
    except ValueError:
        return False
    return True
