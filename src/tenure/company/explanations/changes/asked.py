"""A company's changes, each studied beside the others."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING

from tenure.company.explanations.changes.counted import Counted
from tenure.company.explanations.changes.whom import Whom, whom
from tenure.company.predictions.outlook import Outlook
from tenure.errors import ConditionError, MetricError, suggest
from tenure.stats import holm

if TYPE_CHECKING:
    from tenure.explain.changes.design import Phases
    from tenure.explain.changes.series import Daily
    from tenure.explain.changes.study import Study, Verdict

REST = "others"
"""Compared with everyone whom the change did not concern."""


@dataclass(frozen=True)
class Happened:
    """A row of the table changes: its local day, kind, name, and whom it concerned."""

    at: date
    kind: str | None
    name: str
    segment: str | None


@dataclass(frozen=True)
class Told:
    """A change with what is known of it.

    `p` and `together_p` are corrected for all `tried` changes (Holm); `refused` says in
    words why it could not be asked at all.
    """

    change: Happened
    study: "Study | None"
    near: tuple[Happened, ...] = ()
    against: str | None = None
    refused: str | None = None
    p: float | None = None
    together_p: float | None = None
    tried: int = 1

    @property
    def verdict(self) -> "Verdict":
        """What can be said of it."""
        if self.study is None:
            return "cannot_be_told"
        return self.study.verdict(self.p, self.together_p)


def listed(outlook: Outlook) -> list[Happened]:
    """Return the changes known as of an outlook, in order; MetricError without the table."""
    rule = outlook.rule
    if "changes" not in rule.data.tables:
        raise MetricError(
            "there is no table changes (releases, prices, positioning, incidents)",
            hint="name its source in tenure.toml under [tables.changes]: at, kind, name, segment",
        )
    rows = rule.known("changes", outlook.observed)
    names = [one for one in ("at", "kind", "name", "segment") if one in rows.columns]
    told = rule.data.engine.execute(rows.select(*names).distinct(), metric="changes").to_pylist()
    found = {
        Happened(
            rule.data.calendar.day(row["at"]),
            row.get("kind"),
            row.get("name") or row.get("kind") or str(row["at"])[:10],
            row.get("segment") or None,
        )
        for row in told
    }
    return sorted(found, key=lambda one: (one.at, one.name, one.kind or "", one.segment or ""))


def named(changes: Sequence[Happened], name: str, at: date | None = None) -> Happened:
    """Return the change of that name; MetricError when there is none, or several."""
    folded = name.casefold().strip()
    found = [one for one in changes if one.name.casefold() == folded]
    found = [one for one in found if at is None or one.at == at]
    if not found:
        near = suggest(name, {one.name for one in changes})
        known = ", ".join(dict.fromkeys(one.name for one in changes[-12:]))
        raise MetricError(
            f"there is no change called {name!r}" + (f" on {at}" if at else ""),
            where="changes",
            hint=f"did you mean {near!r}?" if near else f"there are: {known}",
        )
    if len(found) > 1:
        days = ", ".join(str(one.at) for one in found)
        raise MetricError(
            f"there are {len(found)} changes called {name!r}: {days}", hint="say which: --at DAY"
        )
    return found[0]


@dataclass(frozen=True)
class Asking:
    """How changes are asked about: how long after, of whom, and in which bins.

    `against` is whom to compare with, `where` leaves some customers of all, `width` is the
    days of a bin.
    """

    outlook: Outlook
    window: int = 56
    washout: int = 0
    width: int | None = None
    where: str | None = None
    against: str | None = None
    _counts: "dict[tuple[Whom | None, Whom | None], Daily | None]" = field(default_factory=dict)

    @cached_property
    def counted(self) -> Counted:
        """Who left on each day."""
        return Counted(self.outlook)

    @property
    def phases(self) -> "Phases":
        """The window, and what is left aside around it."""
        from tenure.explain.changes.design import Phases

        return Phases(self.window, self.washout, self.counted.lives.lead)

    def all(self, changes: Sequence[Happened], some: Sequence[Happened]) -> list[Told]:
        """Study some of the changes; p-values are corrected for how many these are."""
        return _corrected([self.one(changes, one, placebos=False) for one in some])

    def one(self, changes: Sequence[Happened], change: Happened, *, placebos: bool = True) -> Told:
        """Study one change beside all others."""
        from tenure.explain.changes.study import Other, study

        others = [one for one in changes if one != change]
        try:
            concerned = whom(self.outlook, change.segment) if change.segment else None
            against = whom(self.outlook, self.against) if self.against else None
            counts = self._daily(concerned, against)
        except (ConditionError, MetricError) as error:
            if self.against or self.where:
                raise
            return Told(change, None, refused=error.message)
        if counts is None:
            return Told(change, None, refused="too few customers were there, or no day is known")
        beside = [Other(one.at, one.segment is None) for one in others]
        found = study(counts, change.at, beside, self.phases, self.width, placebos=placebos)
        return Told(change, found, self._near(found, others), self._compared(concerned, against))

    def _near(self, found: "Study", others: Sequence[Happened]) -> tuple[Happened, ...]:
        if found.main is None:
            return ()
        seen = others if found.compared is None else [one for one in others if one.segment]
        return tuple(seen[at] for at in found.main.near)

    def _compared(self, concerned: Whom | None, against: Whom | None) -> str | None:
        if against is not None:
            return against.said
        return None if concerned is None else REST

    def _daily(self, concerned: Whom | None, against: Whom | None) -> "Daily | None":
        key = (concerned, against)
        if concerned is None and against is not None:
            raise MetricError(
                f"the change concerned everyone, so {against.name!r} is no comparison",
                hint="write whom it concerned into the column segment of changes",
            )
        if key not in self._counts:
            self._counts[key] = self.counted.daily(concerned, against, self.where)
        return self._counts[key]


def _corrected(told: Sequence[Told]) -> list[Told]:
    """Correct the p-values for how many changes were tried, alone and together each."""
    from dataclasses import replace

    own = [_p(one, together=False) for one in told]
    joint = [_p(one, together=True) for one in told]
    tried = sum(one is not None for one in own)
    return [
        replace(one, p=p, together_p=together, tried=tried)
        for one, p, together in zip(told, _holm(own), _holm(joint), strict=True)
    ]


def _p(told: Told, *, together: bool) -> float | None:
    main = told.study.main if told.study and told.study.why is None else None
    found = None if main is None else main.together if together else main.effect
    return None if found is None else found.ratio.p


def _holm(values: Sequence[float | None]) -> list[float | None]:
    known = iter(holm([one for one in values if one is not None]))
    return [None if one is None else next(known) for one in values]
