"""Turns by what was said and scored: crossings, risk words, scores, tickets."""

from typing import TYPE_CHECKING

from tenure.act.triggers import Crossing, RiskWords, Score, Ticket
from tenure.company.acts.turns.seen import Seen, day_text
from tenure.company.asked import Asked, Question
from tenure.company.explanations.texts import Texts
from tenure.company.metrics import service
from tenure.company.predictions.days import CROSSED
from tenure.errors import MetricError

if TYPE_CHECKING:
    import ibis.expr.types as ir


def crossing(seen: Seen, trigger: Crossing) -> "ir.Table":
    """Return whose risk or health has come into a band since the profiles before; about: the day.

    Nobody on the first day with profiles: there is nothing to compare with.
    """
    import ibis

    path, band = seen.day.folder / CROSSED, f"{trigger.what}_band"
    if not path.is_file():
        none = ibis.memtable({"unit_id": [""]}, schema={"unit_id": "string"})
        none = none.filter(ibis.literal(False))
        return none.mutate(occasion=none.unit_id, at=ibis.literal(seen.on))
    rows = seen.outlook.rule.data.engine.scan_parquet([path], name="crossed_of_day")
    if band not in rows.columns:
        raise MetricError(f"profiles have no {trigger.what} to cross a band")
    before = rows[f"{band}_before"]
    came = rows.filter(rows[band] == trigger.into, before.isnull() | (before != trigger.into))
    about = f"{trigger.what}:{trigger.into}:{seen.on}"
    return came.select("unit_id", occasion=ibis.literal(about), at=ibis.literal(seen.on))


def risk_words(seen: Seen, trigger: RiskWords) -> "ir.Table":
    """Return who wrote a sentence that smells of leaving; about: the text."""
    texts = Texts(seen.outlook)
    texts.read()
    hits = texts.hits
    own = hits.filter(seen.age(hits["at"]) <= trigger.within)
    return own.mutate(occasion=own.table + ":" + own.text_id.cast("string"))


def score(seen: Seen, trigger: Score) -> "ir.Table":
    """Return who gave a score; about: the day and the score's source."""
    rows = seen.facts("feedback", days=trigger.within)
    missing = [name for name in ("source", "score") if name not in rows.columns]
    if missing:
        raise MetricError(
            f"feedback has no column {missing[0]!r}",
            hint=f"map it: [tables.feedback] columns = {{ {missing[0]} = … }}",
        )
    rows = rows.filter(rows.source.lower() == trigger.source.lower(), rows.score.notnull())
    if trigger.least is not None:
        rows = rows.filter(rows.score >= trigger.least)
    if trigger.most is not None:
        rows = rows.filter(rows.score <= trigger.most)
    return rows.mutate(occasion=rows.source + ":" + day_text(rows["at"]))


def ticket(seen: Seen, trigger: Ticket) -> "ir.Table":
    """Return whose complaint was opened, answered late or resolved; about: the ticket.

    Late: its first response has missed the company's target, in business minutes; it comes once,
    within so many days after it was opened.
    """
    if trigger.what == "late":
        return _late(seen, trigger)
    rows = seen.facts("tickets", days=trigger.within if trigger.what == "opened" else None)
    if trigger.what == "resolved":
        if "resolved_at" not in rows.columns:
            raise MetricError(
                "tickets have no column 'resolved_at'",
                hint="map it: [tables.tickets] columns = { resolved_at = … }",
            )
        end = seen.outlook.rule.data.calendar.midnight(seen.on)
        rows = rows.filter(rows.resolved_at.notnull(), rows.resolved_at < end)
        rows = rows.mutate(at=seen.local(rows.resolved_at))
        rows = rows.filter(seen.age(rows["at"]) <= trigger.within)
    return rows.mutate(occasion=rows.ticket_id)


def _late(seen: Seen, trigger: Ticket) -> "ir.Table":
    asked = Asked(seen.outlook.rule, Question("service", as_of=seen.outlook.observed.last))
    if not service.targets(asked)["first_response"]:
        raise MetricError(
            "there is no target for a first response, so no ticket is late",
            hint="set one in tenure.toml: [service] first_response = { other = 480 }",
        )
    times = service.times(asked)
    late = times.filter(
        (times.step == "first_response") & times.judged & ~times.within.fill_null(False)
    )
    late = late.mutate(at=seen.local(late.opened_at), occasion=late.ticket_id)
    return late.filter(seen.age(late["at"]) <= trigger.within)
