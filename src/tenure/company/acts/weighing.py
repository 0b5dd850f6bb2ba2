"""Every play weighed for everyone on a day: whose turn, what keeps them out, what it brings."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from tenure.act.decision import Reason
from tenure.act.play import Play
from tenure.act.steps import Task, Wait
from tenure.act.worth import PROBLEMS, Average, Booleans, Codes, Expected, Floats, expected
from tenure.company.acts.past import begun, full, of_play
from tenure.company.acts.people import TREATMENT, People, contacts, of_left, people
from tenure.company.acts.permission import NOTICE, barred, channel
from tenure.company.acts.proved import proved
from tenure.company.acts.turns import Seen, turn
from tenure.company.predictions.learning.training import shelf_of
from tenure.errors import MetricError
from tenure.predict.worth.contracts import NO_CONTRACT

if TYPE_CHECKING:
    import pyarrow as pa

Numbers = NDArray[np.int16]
"""Plays by their number, −1 for none."""
REASONS: tuple[Reason, ...] = (
    "chosen", "held_out", "held_out_of_all", "in_play", "cooling_down", "other_play",
    "would_harm", "not_worth_it", "no_value", "no_contract", "no_risk", "budget", "contacts",
    "capacity", "frequency", "no_consent", "suppressed", "erased",
)  # fmt: skip
"""Reasons by their code less 1 in `Weighed.why`; code 0: it was not their turn."""
CODE: Mapping[str, int] = {name: at + 1 for at, name in enumerate(REASONS)}
OPEN = -1
"""In `Weighed.why`: whose turn it is, and nothing keeps them out."""
_JUDGED = ("use uplift", "no better than risk", "no evidence of different effects")


@dataclass(frozen=True)
class Weighed:
    """One play for everyone (n,): why not (`CODE`, `OPEN`), what it is about, what it brings.

    `other`: the play, by its number among all known, that somebody is busy with; −1 for none.
    """

    play: Play
    why: Codes
    occasion: "pa.Array[Any]"
    brings: Expected
    whom: "pa.Array[Any]"
    other: Numbers


@dataclass
class Weighing:
    """All plays of a day; `refused` are those that could not be weighed, and why.

    `resting`: plays that nobody gets anew, but some may be in still.
    """

    seen: Seen
    plays: Sequence[Play]
    resting: Sequence[Play] = ()
    refused: dict[str, str] = field(default_factory=dict)

    @property
    def every(self) -> list[Play]:
        """All plays, by which those are numbered that somebody is busy with or is given."""
        return [*self.plays, *self.resting]

    @cached_property
    def people(self) -> People:
        """Everyone there is."""
        return people(self.seen, self.plays)

    @cached_property
    def value(self) -> Floats:
        """What each is worth that is kept (n,)."""
        return self.people.value()

    @cached_property
    def _unpaid(self) -> Booleans:
        """Who pays for no contract now (n,)."""
        import pyarrow.compute as pc

        equal: Any = pc.equal
        told = equal(self.people.texts("value_reason"), NO_CONTRACT)
        return np.asarray(told.fill_null(False))

    @cached_property
    def averages(self) -> Mapping[str, Average]:
        """The mean effect of each play: as it is proved, else as its trial was judged to learn by.

        A proof goes by the whole trial and an interval that holds at every look.
        """
        store = self.seen.outlook.rule.data.store
        return {**self._studied, **proved(store, self.seen.on, TREATMENT)}

    @cached_property
    def _studied(self) -> Mapping[str, Average]:
        try:
            shelf = shelf_of(self.seen.outlook)
            found = shelf.load(self.seen.day.about["model"]).findings
        except MetricError:
            return {}
        return {
            one.experiment: Average(one.effect[0], one.effect[2], one.held_left)
            for one in found
            if one.treatment == TREATMENT and one.effect and one.verdict in _JUDGED
        }

    def each(self) -> list[Weighed]:
        """Weigh every play; one whose trigger cannot be told is left out, and says why."""
        found = []
        for play in self.plays:
            try:
                found.append(self.weigh(play))
            except MetricError as error:
                self.refused[play.id] = error.message
        return found

    def weigh(self, play: Play) -> Weighed:
        """Weigh one play for everyone."""
        there, occasion = self._turn(play)
        whom = self._whom(play.role)
        brings = expected(
            play.goal, play.worth, self.people.known(play, self.value, self._of(play))
        )
        why = np.where(there, OPEN, 0).astype(np.int8)
        other = self._busy(play, why)
        self._keep_out(play, why, occasion, whom)
        why[(why == OPEN) & (other >= 0)] = CODE["other_play"]
        if play.purpose != NOTICE:
            _note(why, self._full(play, whom), "frequency")
            for code, name in enumerate(PROBLEMS, 1):
                if name == "no_value":
                    _note(why, (brings.problem == code) & self._unpaid, NO_CONTRACT)
                _note(why, brings.problem == code, name)
        return Weighed(play, why, occasion, brings, whom, other)

    def _of(self, play: Play) -> Average | None:
        return self.averages.get(play.id)

    def _turn(self, play: Play) -> "tuple[Booleans, pa.Array[Any]]":
        """Return whose turn it is (n,), and what it is about."""
        import pyarrow as pa
        import pyarrow.compute as pc

        rows, units = turn(self.seen, play.trigger), self.people.units
        if rows is None:
            there = np.ones(len(units), bool)
            occasion: pa.Array[Any] = pa.repeat(pa.scalar(f"{self.seen.on:%Y-%m}"), len(units))
        else:
            data = self.seen.outlook.rule.data
            told = data.engine.execute(rows, metric=f"turns of {play.id}")
            at = pc.index_in(units, told["unit_id"].combine_chunks())
            there = np.asarray(at.is_valid())
            occasion = told["occasion"].combine_chunks().take(at)
        if not of_left(play):
            there &= self.people.there
        return there & self.people.audiences.get(play.id, np.ones(len(units), bool)), occasion

    @cached_property
    def _begun(self) -> "pa.Table":
        return begun(self.seen)

    @cached_property
    def _lasting(self) -> dict[str, Booleans]:
        """By play: who is in it still (n,)."""
        on, units = self.seen.on, self.people.units
        return {
            one.id: of_play(self._begun, one.id, units, on).ago < length(one) for one in self.every
        }

    def _busy(self, play: Play, why: Codes) -> Numbers:
        """Return the number of another play that each is in still (n,), −1 for none."""
        found = np.full(len(why), -1, np.int16)
        if play.purpose == NOTICE:
            return found
        for number, one in enumerate(self.every):
            if one.id != play.id and one.purpose != NOTICE:
                found[self._lasting[one.id] & (found < 0)] = number
        return found

    def _keep_out(
        self, play: Play, why: Codes, occasion: "pa.Array[Any]", whom: "pa.Array[Any]"
    ) -> None:
        """Note what keeps them out before it is asked what the play brings."""
        for name, mask in self._may_not(play, whom):
            _note(why, mask, name)
        past = of_play(self._begun, play.id, self.people.units, self.seen.on)
        _note(why, self._lasting[play.id], "in_play")
        _note(why, past.ago < play.cooldown, "cooling_down")
        _note(why, self._same(past.occasions, occasion), "cooling_down")

    def _same(self, occasions: "pa.Table", occasion: "pa.Array[Any]") -> Booleans:
        """Say with whom the play was begun about the same thing already (n,)."""
        import pyarrow.compute as pc

        if not occasions.num_rows:
            return np.zeros(len(occasion), bool)
        known = occasions.filter(pc.is_valid(occasions["occasion"]))
        join: Any = pc.binary_join_element_wise
        before = join(known["unit_id"], known["occasion"], "\n")
        now = join(self.people.units, occasion, "\n")
        return np.asarray(pc.is_in(now, before).fill_null(False))

    def _may_not(self, play: Play, whom: "pa.Array[Any]") -> "list[tuple[Reason, Booleans]]":
        """Say who may not be contacted by the play, and why, the gravest first."""
        import pyarrow as pa
        import pyarrow.compute as pc

        names = {"unit_id": self.people.units, "customer_id": whom}
        found: list[tuple[Reason, Booleans]] = []
        for one in barred(self.seen.outlook.rule.data.store, play):
            mask = np.zeros(self.people.number, bool)
            for key, ids in one.ids.items():
                mask |= np.asarray(pc.is_in(names[key], pa.array(ids, pa.string())))
            found.append((one.reason, mask))
        return found

    def _whom(self, role: str | None) -> "pa.Array[Any]":
        if role not in self._reached:
            self._reached[role] = contacts(self.seen, self.people, role)
        return self._reached[role]

    def _full(self, play: Play, whom: "pa.Array[Any]") -> Booleans:
        key = (channel(play), play.role)
        if key not in self._often:
            self._often[key] = full(self.seen, whom, key[0])
        return self._often[key]

    @cached_property
    def _reached(self) -> "dict[str | None, pa.Array[Any]]":
        return {}

    @cached_property
    def _often(self) -> "dict[tuple[str, str | None], Booleans]":
        return {}


def length(play: Play) -> int:
    """Return for how many days a play lasts at most with somebody: its waits, a day at least."""
    return max(1, sum(one.days for one in play.steps if isinstance(one, Wait)))


def tasks(play: Play) -> int:
    """Return how many tasks a play makes for people, at most."""
    return sum(isinstance(one, Task) for one in play.steps)


def _note(why: Codes, mask: Booleans, name: str) -> None:
    """Note a reason for those that nothing has kept out so far."""
    why[(why == OPEN) & mask] = CODE[name]
