"""The form of a play as a browser sends it."""

from tenure.act.play import Play
from tenure.act.writing import dumps
from tenure_web.plays.fields import parts_of, values_of
from tenure_web.plays.models.version import fingerprint


def sent(play: Play, **changes: str) -> dict[str, str]:
    """Return what a browser sends when the form of a play is saved."""
    values = {one.name: one.value for part in parts_of(values_of(play)) for one in part.fields}
    values |= {f"steps.{at}.do": step.do for at, step in enumerate(play.steps)}
    return {**values, "base": fingerprint(dumps(play)), **changes}
