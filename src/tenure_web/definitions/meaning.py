"""What customer, active and churned mean here, in a sentence each."""

from collections.abc import Iterable
from dataclasses import dataclass

from tenure.charts.words import Words
from tenure.definitions import Activity, Definitions, Step


@dataclass(frozen=True)
class Meaning:
    """A word and what it means; `section` is where that is changed."""

    word: str
    sentence: str
    section: str


def meanings(meant: Definitions, words: Words) -> list[Meaning]:
    """Return what the three words mean by the definitions."""
    return [
        Meaning("customer", _customer(meant, words), ""),
        Meaning("active", _active(meant, words), "active"),
        Meaning("churned", _churned(meant, words), "churn"),
    ]


def conventions(meant: Definitions, words: Words) -> list[tuple[str, str, str]]:
    """Return what else is agreed: its name, how it is, and the section that says so."""
    company, churn, retention = meant.company, meant.churn, meant.retention
    told = [
        ("kind", words(f"define_choice.{company.kind}"), "company"),
        ("time_zone", company.time_zone, "company"),
        ("week_starts", words(f"define_choice.{company.week_starts}"), "company"),
        ("currency", company.currency or words("define_choice.unsaid"), "company"),
        ("convention", words(f"define_choice.{churn.convention}"), "churn"),
        ("cohort", words(f"define_choice.{retention.cohort}"), "retention"),
        ("small_cell", words.formats.number(retention.small_cell), "retention"),
    ]
    ideal = meant.ideal_customer
    if ideal is not None:
        told.append(("ideal_customer", str(ideal.where), "ideal_customer"))
    told += [("segment", f"{name}: {where}", "segments") for name, where in meant.segments.items()]
    return [(words(f"define_said.{key}"), text, section) for key, text, section in told]


def _customer(meant: Definitions, words: Words) -> str:
    key = "customers_and_accounts" if "accounts" in meant.tables else "customers"
    source = meant.tables.get("customers")
    if source is None:
        return words("define_means.customers_unnamed")
    place = words("define_means.query") if source.sql else ", ".join(source.from_ or ())
    return words(f"define_means.{key}", place=place)


def _active(meant: Definitions, words: Words) -> str:
    active = meant.active
    window = _window(meant, words)
    parts = []
    if active.any:
        parts.append(words("define_means.any", steps=_steps(active.any, words)))
    if active.all:
        parts.append(words("define_means.all", steps=_steps(active.all, words)))
    if not parts:
        but = words("define_means.but", names=", ".join(active.none)) if active.none else ""
        parts.append(words("define_means.every_event") + but)
    did = words("define_means.and").join(parts)
    return words("define_means.active", did=did, window=window, count=active.at_least)


def _steps(steps: Iterable[Step], words: Words) -> str:
    return ", ".join(_step(one, words) for one in steps)


def _step(step: Step, words: Words) -> str:
    text = f"{step.event} ({step.where})" if step.where else step.event
    least = step.at_least if isinstance(step, Activity) else None
    return f"{text} ×{least}" if least and least > 1 else text


def _window(meant: Definitions, words: Words) -> str:
    days = meant.churn.after
    if meant.churn.rule == "inactive" and days:
        return words("define_means.within", days=words("span.day", count=days))
    return words("define_means.in_window")


def _churned(meant: Definitions, words: Words) -> str:
    churn = meant.churn
    return words(
        f"define_means.churn_{churn.rule}",
        days=words("span.day", count=churn.after or 0),
        column=churn.column or "",
        share=words.formats.percent(churn.expected_share, 0),
    )
