"""Who is held out: by a hash of a stable name with a salt that never changes."""

from hashlib import sha256

_BITS = 52
_WHOLE = 1 << _BITS


def draw(salt: str, unit: str) -> float:
    """Return a number in [0, 1) that depends on the salt and the unit alone.

    The first 13 hexadecimal digits of SHA-256 of "salt:unit", as a share of 2^52. The unit is
    what is assigned: the account where the company sells to organisations.
    """
    return int(sha256(f"{salt}:{unit}".encode()).hexdigest()[:13], 16) / _WHOLE
