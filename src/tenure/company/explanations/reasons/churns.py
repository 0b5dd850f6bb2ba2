"""Every churn of a company with all that is known of why: one row each, in Python."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, Any

from tenure.company.explanations.competitors.seen import Seen
from tenure.company.explanations.reasons.facts import LeaverFacts
from tenure.company.explanations.reasons.leaving import Leaving
from tenure.company.explanations.reasons.observed import observed
from tenure.company.explanations.reasons.said import Said, said_by, taxonomy_of
from tenure.errors import MetricError
from tenure.explain.competitors.names import Names
from tenure.explain.reasons.churn import Answer, Churn, Decided, decided
from tenure.explain.reasons.setup import Few
from tenure.explain.reasons.taxonomy import Taxonomy
from tenure.explain.text.masking import masked
from tenure.explain.text.normalise import normalised

if TYPE_CHECKING:
    import ibis.expr.types as ir

NOT_ASKED = "nothing that they said near leaving is known"
NOT_RECORDED = "nobody recorded a reason"
UNKNOWN_LABEL = "recorded as not known"
UNMAPPED = "the label fits no reason: map it in [reasons.map]"
_BY_RECORD = "record"


@dataclass(frozen=True)
class Churns:
    """Those who left, one by one: at most 50,000 of them."""

    leaving: Leaving

    @cached_property
    def taxonomy(self) -> Taxonomy:
        """The taxonomy as the company edits it."""
        return taxonomy_of(self.leaving.outlook)

    @cached_property
    def facts(self) -> list[dict[str, Any]]:
        """The rows of `LeaverFacts`, in the order of their units and periods."""
        facts = self._facts.rows.order_by("unit_id", "number")
        engine = self.leaving.outlook.rule.data.engine
        return list(engine.execute(self._with_fits(facts), metric="why they left").to_pylist())

    @cached_property
    def _facts(self) -> LeaverFacts:
        return LeaverFacts(self.leaving)

    @cached_property
    def all(self) -> list[Churn]:
        """Every churn, in the order of `facts`."""
        said, few = said_by(self.leaving, self.taxonomy), self._facts.few
        rivals = self._rivals
        return [
            self._churn(row, said.get((str(row["unit_id"]), row["number"])), few, rivals)
            for row in self.facts
        ]

    def _churn(
        self,
        row: Mapping[str, Any],
        said: Said | None,
        few: Mapping[int, Few],
        rivals: Names,
    ) -> Churn:
        recorded = self._recorded(row)
        stated = said.answer if said else Answer(None, reason=NOT_ASKED)
        words = said.verbatim if said else None
        left = row["left_local"]
        return Churn(
            unit_id=str(row["unit_id"]),
            left_on=left.date() if left else None,
            was_there=bool(row["was_there"]) if left else True,
            decided=self._decided(row, recorded),
            stated=stated,
            recorded=recorded,
            observed=observed(row, few),
            group=row["group"],
            verbatim=words,
            competitor=rivals.first(words or "") or rivals.first(recorded.words or ""),
            regrettable=row.get("fits"),
        )

    def _recorded(self, row: Mapping[str, Any]) -> Answer:
        label = row.get("label") or row.get("customer_label")
        if label is None or not str(label).strip():
            return Answer(None, reason=NOT_RECORDED)
        told = self.taxonomy.of_label(str(label))
        if told.unknown:
            return Answer(None, False, _BY_RECORD, _shown(str(label)), UNKNOWN_LABEL)
        reason = None if told.code else UNMAPPED
        return Answer(told.code, True, _BY_RECORD, _shown(str(label)), reason)

    def _decided(self, row: Mapping[str, Any], recorded: Answer) -> Decided:
        notice, left = row.get("notice_local"), row["left_local"]
        own = row.get("contract_voluntary")
        own = row.get("customer_voluntary") if own is None else own
        by_reason = self.taxonomy.involuntary(recorded.code) if recorded.code else None
        return decided(
            notice=bool(notice and (left is None or notice <= left)),
            contract=None if own is None else bool(own),
            involuntary_reason=by_reason,
            payment_failed=row.get("payment_failed"),
        )

    def _with_fits(self, rows: "ir.Table") -> "ir.Table":
        """Say whose loss is regrettable, where the company says who the ideal customer is."""
        rule, choice = self.leaving.outlook.rule, self.leaving.choice
        ideal = rule.data.definitions.ideal_customer
        if ideal is None or choice is None:
            return rows
        zone = rule.data.definitions.company.time_zone
        known = choice.known
        fits = known.select(
            "unit_id", fits=ideal.where.apply(known, time_zone=zone, table_name=f"{rule.unit}s")
        )
        joined = rows.left_join(fits, "unit_id").drop("unit_id_right")
        return joined.order_by("unit_id", "number")

    @cached_property
    def _rivals(self) -> Names:
        """How the competitors are called that the company's tables tell."""
        outlook = self.leaving.outlook
        return Seen(outlook).names if "competitors" in outlook.rule.data.tables else Names({})


@lru_cache(maxsize=1 << 12)
def _shown(label: str) -> str:
    """Return a label as it may be shown: who writes it may write whose it is."""
    return masked(normalised(label))


def nobody(leaving: Leaving) -> MetricError:
    """Return the error of a time in which nobody left."""
    return MetricError(
        f"nobody left from {leaving.first} to {leaving.end}",
        hint="choose a longer time, or another --where",
    )
