"""What a company's customers pay and use, by segment, against what competitors ask and have."""

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from tenure.company.explanations.changes.whom import Whom, groups
from tenure.company.explanations.competitors.seen import FEATURE, Seen
from tenure.company.predictions.outlook import Outlook
from tenure.company.units import HOLDER
from tenure.measure.recurring import is_priced, monthly, paid_for
from tenure.stats import wilson

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from tenure.explain.competitors.prices import Price

_USED_DAYS = 28
_BOUGHT_DAYS = 90
ALL = "all"


@dataclass(frozen=True)
class Gap:
    """Own prices and use by segment, beside those of competitors."""

    outlook: Outlook
    seen: Seen

    def price_rows(self, prices: "list[Price]") -> list[dict[str, Any]]:
        """Return one row a segment, own plan and competitor; a currency of its own is no gap."""
        rivals = sorted({one.competitor for one in prices})
        rows = []
        for own in self.own_prices:
            for rival in rivals:
                theirs = [one for one in prices if one.competitor == rival]
                rows.append({**own, "competitor": rival, **self._against(own, theirs)})
        return rows

    def feature_rows(self) -> list[dict[str, Any]]:
        """Return one row a feature, competitor and segment: who has it, and who uses it here.

        We have what a row of our own says; without one, what customers do under that name.
        """
        ours = self.seen.last(self.seen.own) if self._own_rows else {}
        rows = []
        for name in self.seen.features:
            event = name.removeprefix(FEATURE)
            used = self.used.get(event, {})
            we = ours.get(name) if self._own_rows else event in self.used or None
            for rival in self.seen.rivals:
                they = self.seen.last(rival).get(name)
                for segment in self.segments:
                    active, users = self.active[segment], used.get(segment, 0)
                    rows.append(
                        {
                            "feature": event,
                            "competitor": rival,
                            "they_have": they,
                            "we_have": we,
                            "gap": _gap(we, they),
                            "segment": segment,
                            **_use(users if event in self.used else None, active),
                        }
                    )
        return rows

    @cached_property
    def segments(self) -> dict[str, Whom | None]:
        """Everyone, and the segments of tenure.toml."""
        named = self.outlook.rule.data.definitions.segments
        return {ALL: None, **{name: Whom(name, segment=name) for name in named}}

    @cached_property
    def own_prices(self) -> list[dict[str, Any]]:
        """What customers pay, by segment, plan and currency; see `_paid`."""
        paid = self._paid
        if paid is None:
            return []
        found = []
        for segment, whom in self.segments.items():
            rows = paid if whom is None else self._inside(paid, whom)
            asked = rows.group_by("plan", "currency").agg(
                customers=rows.unit_id.nunique(), own_price=rows.price.median()
            )
            told = self._run(asked.order_by("plan", "currency"))
            found += [{"segment": segment, **row} for row in told]
        return found

    @cached_property
    def active(self) -> dict[str, int]:
        """How many are active today, by segment."""
        return {
            name: self._number(self._active if whom is None else self._inside(self._active, whom))
            for name, whom in self.segments.items()
        }

    @cached_property
    def used(self) -> dict[str, dict[str, int]]:
        """How many of the active used each feature in the last 28 days, by segment."""
        rule, observed = self.outlook.rule, self.outlook.observed
        if "events" not in rule.data.tables or not self.seen.features:
            return {}
        names = [one.removeprefix(FEATURE) for one in self.seen.features]
        known = rule.known("events", observed)
        if rule.unit != "customer" or "name" not in known.columns:
            return {}
        since = rule.data.calendar.midnight(observed.end - _days(_USED_DAYS))
        events = known.filter(known.name.isin(names))
        recent = events.filter(events.occurred_at >= since)
        did = recent.select("name", unit_id=recent.customer_id).distinct()
        did = did.semi_join(self._active, "unit_id")
        found: dict[str, dict[str, int]] = {
            row["name"]: {} for row in self._run(events.select("name").distinct())
        }
        for segment, whom in self.segments.items():
            rows = did if whom is None else self._inside(did, whom)
            for row in self._run(rows.group_by("name").agg(n=rows.count())):
                found[row["name"]][segment] = row["n"]
        return found

    @cached_property
    def _own_rows(self) -> bool:
        return any(row["competitor"] == self.seen.own for row in self.seen.rows)

    @cached_property
    def _active(self) -> "ir.Table":
        """Return who is active when the observation ends (unit_id)."""
        import ibis

        spells = self.outlook.spells
        end = ibis.literal(self.outlook.observed.end).cast("timestamp")
        open_ = spells.to_local.isnull() | (spells.to_local > end)
        return spells.filter(open_, spells.from_local <= end).select("unit_id").distinct()

    @property
    def _paid(self) -> "ir.Table | None":
        """Return what each pays: unit_id, plan, price, currency; None where that is not known.

        Contracts in force, a month; without contracts, the price of one of each product over
        the last 90 days.
        """
        import ibis

        rule, observed = self.outlook.rule, self.outlook.observed
        default = rule.data.definitions.company.currency
        if "subscriptions" in rule.data.tables:
            held = paid_for(rule.held_contracts(observed))
            if not is_priced(held):
                return None
            now = ibis.literal(rule.data.calendar.midnight(observed.end))
            ended = held.ended_at if "ended_at" in held.columns else ibis.null("timestamp")
            force = held.filter(held.started_at < now, ended.isnull() | (ended > now))
            return force.select(
                unit_id=force[HOLDER],
                plan=_text(force, "plan"),
                price=monthly(force),
                currency=_text(force, "currency").fill_null(default),
            )
        if "orders" not in rule.data.tables:
            return None
        since = rule.data.calendar.midnight(observed.end - _days(_BOUGHT_DAYS))
        orders = rule.known("orders", observed)
        lines = orders.filter(orders.occurred_at >= since, orders.amount > 0)
        pieces = lines.quantity.nullif(0) if "quantity" in lines.columns else ibis.literal(1.0)
        return lines.select(
            unit_id=lines.customer_id.cast("string"),
            plan=_text(lines, "product_id"),
            price=lines.amount / pieces,
            currency=_text(lines, "currency").fill_null(default),
        )

    def _inside(self, rows: "ir.Table", whom: Whom) -> "ir.Table":
        placed = groups(self.outlook, whom, None, None)
        assert placed is not None
        return rows.semi_join(placed.filter(placed.group == "in"), "unit_id")

    def _against(self, own: dict[str, Any], theirs: "list[Price]") -> dict[str, Any]:
        """Return the product that matches an own plan, and the gap to it."""
        said = self.seen.settings.products.get(own["plan"] or "", {})
        named = said.get(theirs[0].competitor)
        alike = [one for one in theirs if one.currency == own["currency"]]
        chosen = [one for one in alike if named is None or one.product == named]
        if not chosen or own["own_price"] is None:
            reason = "own price not known" if own["own_price"] is None else "other currency"
            if named is not None and not any(one.product == named for one in theirs):
                reason = f"{named} was never seen"
            return {"matched": None, "reason": reason}
        best = min(chosen, key=lambda one: (abs(one.price - own["own_price"]), one.product))
        age = (self.outlook.observed.last - best.seen).days
        return {
            "product": best.product,
            "price": best.price,
            "gap": own["own_price"] - best.price,
            "gap_share": own["own_price"] / best.price - 1 if best.price else None,
            "matched": "said" if named is not None else "nearest price",
            "stale": age > self.seen.settings.stale,
        }

    def _number(self, rows: "ir.Table") -> int:
        return int(self._run(rows.agg(n=rows.unit_id.nunique()))[0]["n"])

    def _run(self, rows: "ir.Table") -> list[dict[str, Any]]:
        engine = self.outlook.rule.data.engine
        return list(engine.execute(rows, metric="competitors").to_pylist())


def _days(number: int) -> Any:
    from datetime import timedelta

    return timedelta(days=number)


def _text(rows: "ir.Table", name: str) -> "ir.StringValue":
    import ibis

    found = rows[name].cast("string") if name in rows.columns else ibis.null("string")
    return found


def _gap(we: bool | None, they: bool | None) -> str | None:
    if we is None or they is None:
        return None
    return {(True, True): "both", (True, False): "ours", (False, True): "theirs"}.get(
        (we, they), "neither"
    )


def _use(users: int | None, active: int) -> dict[str, Any]:
    if users is None or not active:
        reason = "no event of that name" if users is None else "nobody is active"
        return {"users": None, "active": active, "use": None, "reason": reason}
    low, high = wilson(min(users, active), active) or (None, None)
    return {
        "users": users,
        "active": active,
        "use": users / active,
        "use_low": low,
        "use_high": high,
    }
