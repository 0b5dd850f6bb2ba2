"""Who may be interviewed: who left lately and who is at high risk, but for who was asked lately."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from statistics import median
from typing import TYPE_CHECKING, Any

from tenure.company.asked import Asked, Question
from tenure.company.explanations.reasons.churns import Churns
from tenure.company.explanations.reasons.leaving import Leaving
from tenure.company.explanations.scores.bands import lately
from tenure.company.metrics.whose import of_units
from tenure.company.predictions.days import REASONS, Day, days
from tenure.company.predictions.outlook import Outlook
from tenure.company.predictions.views.view import rows_of
from tenure.explain.interviews.choosing import AT_RISK, LEFT, Candidate
from tenure.explain.interviews.guide import Known
from tenure.explain.reasons.churn import Churn

if TYPE_CHECKING:
    import ibis.expr.types as ir

MOST_RECENT = 90
"""Days since they left in which people still remember."""
_CONTACTED, _SURVEYED, _INTERVIEWED = 7, 14, 365
_MOST_AT_RISK = 2_000
_REASONS_ASKED = 2
INTERVIEW = "interview"
_UNSCORED = {
    "en": " Nobody has been scored, so nobody at risk is among them.",
    "ko": " 위험을 잰 고객이 없어 위험한 고객은 들어 있지 않습니다.",
}


@dataclass(frozen=True)
class Person:
    """Someone who may be interviewed, with what is known of them."""

    candidate: Candidate
    known: Known
    left_on: date | None
    why: str | None
    mrr: float | None
    risk: float | None
    language: str | None


@dataclass(frozen=True)
class People:
    """Who may be interviewed, as of an outlook."""

    outlook: Outlook
    by: str | None = None
    where: str | None = None

    @cached_property
    def churns(self) -> Churns:
        """Who left lately."""
        end = self.outlook.observed.end
        first = end - timedelta(days=MOST_RECENT)
        return Churns(Leaving(self.outlook, "month", first, end, self.where, self.by))

    @cached_property
    def all(self) -> dict[str, Person]:
        """Everyone who may be asked, by unit, without who was asked lately."""
        told = {**self._at_risk, **self._left}
        kept = {unit: one for unit, one in told.items() if unit not in self._asked_lately}
        worth = [one.mrr for one in kept.values() if one.mrr is not None]
        middle = median(worth) if worth else None
        return {unit: _valued(one, middle) for unit, one in kept.items()}

    @property
    def unscored(self) -> Mapping[str, str]:
        """Say that nobody was scored, where that is so."""
        return {"en": "", "ko": ""} if self._day else _UNSCORED

    @cached_property
    def _left(self) -> dict[str, Person]:
        if not self.churns.leaving.number:
            return {}
        pairs = zip(self.churns.all, self.churns.facts, strict=True)
        return {one.unit_id: self._gone(one, row) for one, row in pairs}

    def _gone(self, one: Churn, row: Mapping[str, Any]) -> Person:
        taxonomy = self.churns.taxonomy
        code = one.stated.code or one.recorded.code
        known = code is not None
        candidate = Candidate(one.unit_id, LEFT, one.group, known, None, one.regrettable)
        names = (taxonomy.words(code, "en") or "", taxonomy.words(code, "ko") or "")
        seen = one.observed.code
        about = Known(
            left=True,
            stated=names if known else None,
            recorded=one.recorded.words,
            words=one.verbatim,
            evidence=one.observed.says,
            contradicts=bool(code and seen and code.split("/")[0] != seen.split("/")[0]),
            competitor=one.competitor,
        )
        language = row.get("own_language")
        return Person(candidate, about, one.left_on, code, row.get("mrr"), None, language)

    @cached_property
    def _day(self) -> Day | None:
        """The last day with profiles that is not after the outlook's."""
        found = days(self.outlook.rule.data.store, self.outlook.rule.unit)
        return next(
            (one for one in reversed(found) if one.as_of <= self.outlook.observed.end), None
        )

    @cached_property
    def _at_risk(self) -> dict[str, Person]:
        """Who is there at high risk, the riskiest first, with what raises it."""
        if self._day is None:
            return {}
        import ibis

        profiles = rows_of(self.outlook, self._day)
        high = profiles.filter(profiles.risk_band == "high")
        kept = [one for one in ("mrr", "language") if one in profiles.columns]
        rows = high.select("unit_id", "risk", *kept)
        choice = self.churns.leaving.choice
        if choice is not None:
            rows = self._chosen(rows)
        rows = rows.order_by([ibis.desc("risk"), "unit_id"]).limit(_MOST_AT_RISK)
        engine = self.outlook.rule.data.engine
        found = engine.execute(rows, metric="at risk").to_pylist()
        says = self._says([row["unit_id"] for row in found])
        return {str(row["unit_id"]): _there(row, says.get(str(row["unit_id"]))) for row in found}

    def _chosen(self, rows: "ir.Table") -> "ir.Table":
        """Leave whom the question is about, with their group and whether they fit."""
        choice, rule = self.churns.leaving.choice, self.outlook.rule
        assert choice is not None
        if self.where is not None:
            rows = rows.semi_join(choice.profiles, "unit_id")
        if choice.groups is not None:
            rows = rows.left_join(choice.groups, "unit_id").drop("unit_id_right")
        ideal = rule.data.definitions.ideal_customer
        if ideal is None:
            return rows
        zone, known = rule.data.definitions.company.time_zone, choice.known
        fits = ideal.where.apply(known, time_zone=zone, table_name=f"{rule.unit}s")
        joined = rows.left_join(known.select("unit_id", fits=fits), "unit_id")
        return joined.drop("unit_id_right")

    def _says(self, units: list[Any]) -> dict[str, tuple[list[str], list[str]]]:
        """Return what raises the risk of each, in words, the strongest first."""
        assert self._day is not None
        table = self._day.table(REASONS)
        if table is None or not units:
            return {}
        import pyarrow as pa
        import pyarrow.compute as pc

        own = table.filter(pc.is_in(table["unit_id"], pa.array(units, table["unit_id"].type)))
        own = own.filter(pc.equal(own["direction"], pa.scalar("up"))).sort_by(
            [("unit_id", "ascending"), ("rank", "ascending")]
        )
        found: dict[str, tuple[list[str], list[str]]] = {}
        for row in own.select(["unit_id", "says_en", "says_ko"]).to_pylist():
            english, korean = found.setdefault(str(row["unit_id"]), ([], []))
            if len(english) < _REASONS_ASKED:
                english.append(row["says_en"])
                korean.append(row["says_ko"])
        return found

    @cached_property
    def _asked_lately(self) -> frozenset[str]:
        """Who was contacted, answered a survey, or was interviewed too lately to be asked again."""
        parts = [lately(self.outlook, _CONTACTED), *self._answered()]
        engine = self.outlook.rule.data.engine
        found: set[str] = set()
        for part in (one for one in parts if one is not None):
            rows = engine.execute(part, metric="asked lately").to_pylist()
            found |= {str(row["unit_id"]) for row in rows}
        return frozenset(found)

    def _answered(self) -> "list[ir.Table]":
        import ibis

        rule, observed = self.outlook.rule, self.outlook.observed
        if "feedback" not in rule.data.tables:
            return []
        asked = Asked(rule, Question("onboarding", as_of=observed.last))
        given = of_units(asked, asked.known("feedback")).rename(unit_id="customer_id")

        def since(rows: "ir.Table", number: int) -> "ir.Table":
            begin = rule.data.calendar.midnight(observed.end - timedelta(days=number))
            return rows.filter(rows.given_at >= ibis.literal(begin)).select("unit_id").distinct()

        if "source" not in given.columns:
            return [since(given, _SURVEYED)]
        interviewed = given.filter(given.source.lower().contains(INTERVIEW))
        parting = given.source.lower().isin(["exit", "review", "social"]).fill_null(False)
        return [since(interviewed, _INTERVIEWED), since(given.filter(~parting), _SURVEYED)]


def _there(row: Mapping[str, Any], says: tuple[list[str], list[str]] | None) -> Person:
    english, korean = says or ([], [])
    unit = str(row["unit_id"])
    candidate = Candidate(unit, AT_RISK, row.get("group"), False, None, row.get("fits"))
    known = Known(left=False, risk=(tuple(english), tuple(korean)))
    return Person(candidate, known, None, None, row.get("mrr"), row["risk"], row.get("language"))


def _valued(one: Person, middle: float | None) -> Person:
    """Say whether someone is worth more than the median of those who may be asked."""
    from dataclasses import replace

    valuable = None if one.mrr is None or middle is None else one.mrr > middle
    return replace(one, candidate=replace(one.candidate, valuable=valuable))
