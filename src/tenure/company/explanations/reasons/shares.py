"""Shares of reasons by source, as answered and re-weighted for who did not answer."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from tenure.company.explanations.reasons.churns import Churns
from tenure.company.explanations.reasons.facts import OWN
from tenure.explain.reasons.answering import Weights, answer_weights, weighted_share
from tenure.explain.reasons.churn import SOURCES, Churn
from tenure.stats import wilson

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_MOST_LEVELS, _FEWEST = 8, 10
"""Levels of an attribute that are told apart, and how many must have one."""
_NUMBERS = ("mrr", "events", "tickets", "slow")
_LONGEST_AGO = 60
NO_ANSWER = "nobody's reason is known by this source"


@dataclass(frozen=True)
class Heard:
    """Some of those who left, and how what they answered stands for all of them."""

    churns: Sequence[Churn]
    rows: Sequence[dict[str, Any]]
    today: Any

    def known(self, source: str) -> "NDArray[np.bool_]":
        """Say whose reason is clear by a source."""
        import numpy as np

        return np.array([one.answer(source).code is not None for one in self.churns], dtype=bool)

    def weights(self, source: str) -> Weights:
        """Return the weights of those whose reason is clear; see `answer_weights`."""
        return answer_weights(_matrix(self.rows, self.today), self.known(source))

    def plain(self, source: str, code: str) -> dict[str, object]:
        """Return how many gave a reason, and its share with its interval."""
        clear = self._clear(source)
        n, of = sum(_is(one, code) for one in clear), len(clear)
        low, high = wilson(n, of) or (None, None)
        return {
            source: n,
            f"{source}_of": of,
            f"{source}_share": n / of if of else None,
            f"{source}_share_low": low,
            f"{source}_share_high": high,
        }

    def of(self, source: str, code: str, weights: Weights) -> dict[str, object]:
        """Return what `plain` does, and the weighted share with its interval."""
        import numpy as np

        found, clear = self.plain(source, code), self._clear(source)
        inside = np.array([_is(one, code) for one in clear], dtype=bool)
        share = weighted_share(inside, weights) if clear else None
        for name, value in zip(("", "_low", "_high"), share or (None, None, None), strict=True):
            found[f"{source}_weighted{name}"] = value
        return found

    def _clear(self, source: str) -> list[str]:
        told = (one.answer(source).code for one in self.churns)
        return [one for one in told if one is not None]


def _is(told: str, code: str) -> bool:
    return told == code or told.startswith(f"{code}/")


def codes_of(heard: Heard, *, sub: bool) -> list[str]:
    """Return the codes that any source gives, the most frequent first."""
    counts: dict[str, int] = {}
    for one in heard.churns:
        for source in SOURCES:
            code = one.answer(source).code
            if code is not None:
                own = code if sub else code.partition("/")[0]
                counts[own] = counts.get(own, 0) + 1
    return sorted(counts, key=lambda code: (-counts[code], code))


def by_group(churns: Churns) -> dict[str | None, Heard]:
    """Return those who left by group, in the order of the groups."""
    found: dict[str | None, tuple[list[Churn], list[dict[str, Any]]]] = {}
    for churn, row in zip(churns.all, churns.facts, strict=True):
        own = found.setdefault(churn.group, ([], []))
        own[0].append(churn)
        own[1].append(row)
    today = churns.leaving.outlook.observed.end
    ordered = sorted(found, key=lambda group: (group is None, group or ""))
    return {group: Heard(*found[group], today) for group in ordered}


def _matrix(rows: Sequence[dict[str, Any]], today: Any) -> "NDArray[np.float64]":
    """Return what is known of everyone who left: numbers standardised, categories as flags.

    MRR, activity and tickets in the time that counts, how long ago they left, whether they
    were there when the period began, the plan, the group and the attributes; a number that is
    missing is the mean beside a flag that it is.
    """
    import numpy as np

    columns: list[NDArray[np.float64]] = []
    for name in _NUMBERS:
        columns += _number([row.get(name) for row in rows])
    columns += _number([_ago(row, today) for row in rows])
    columns += _number([row["was_there"] for row in rows])
    for name in ("plan", "group", *sorted(key for key in rows[0] if key.startswith(OWN))):
        columns += _flags([row.get(name) for row in rows])
    return np.column_stack(columns) if columns else np.zeros((len(rows), 0))


def _ago(row: dict[str, Any], today: Any) -> float | None:
    left = row["left_local"]
    if left is None:
        return None
    return float(min((today - left.date()) / timedelta(days=1), _LONGEST_AGO))


def _number(values: Sequence[Any]) -> "list[NDArray[np.float64]]":
    import numpy as np

    raw = np.array([np.nan if one is None else float(one) for one in values])
    missing = np.isnan(raw)
    if missing.all():
        return []
    told = np.sign(raw) * np.log1p(np.abs(raw))
    filled = np.where(missing, np.nanmean(told), told)
    spread = float(filled.std())
    found = [(filled - filled.mean()) / spread] if spread else []
    return [*found, missing.astype(float)] if missing.any() else found


def _flags(values: Sequence[Any]) -> "list[NDArray[np.float64]]":
    import numpy as np

    told = np.array(["" if one is None else str(one) for one in values])
    names, counts = np.unique(told, return_counts=True)
    order = sorted(zip(-counts, names, strict=True))[: _MOST_LEVELS + 1]
    kept = [name for count, name in order[1:] if -count >= _FEWEST]
    return [(told == name).astype(float) for name in kept]
