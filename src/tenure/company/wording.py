"""The definition of a metric in words, as this company computes it."""

import tomllib
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tenure.company.units import Rule
    from tenure.definitions import Activity
    from tenure.measure.retention import Mode


LANGUAGES = ("en", "ko")


@cache
def texts(language: str) -> dict[str, str]:
    """Return the sentences of a language, by key."""
    text = files("tenure.company").joinpath(f"words/{language}.toml").read_text("utf-8")
    return tomllib.loads(text)


def attrition_words(
    rule: "Rule", convention: str, by: str | None, where: str | None, language: str
) -> str:
    """Say what attrition means here: the share, the rule, the convention, of whom, the split."""
    words = texts(language)
    if rule.snapshot:
        parts = [words["snapshot"].format(column=rule.snapshot)]
    else:
        parts = [
            words[f"attrition_{rule.unit}"],
            state_in(rule, words),
            words[f"convention_{convention}"],
        ]
    return " ".join([*parts, *asked_of(words, by, where)])


def retention_words(
    rule: "Rule", mode: "Mode", by: str | None, where: str | None, language: str
) -> str:
    """Say what retention means here: the cohort, the return, of whom, the split."""
    words, definitions = texts(language), rule.data.definitions
    table = rule.data.tables.get("customers" if rule.unit == "customer" else "accounts")
    recorded = (
        definitions.retention.cohort == "started_at"
        and table is not None
        and "started_at" in table.columns
    )
    parts = [
        words["cohort_started" if recorded else "cohort_first"],
        words[f"retention_{mode}"],
        _activity(rule, words),
        words["maturity"],
    ]
    return " ".join([*parts, *asked_of(words, by, where)])


def state_in(rule: "Rule", words: dict[str, str]) -> str:
    """Say when a customer is active by the company's rule."""
    churn = rule.data.definitions.churn
    if rule.name == "inactive":
        return words["rule_inactive"].format(days=churn.after, activity=_activity(rule, words))
    share = f"{churn.expected_share:.0%}"
    return words[f"rule_{rule.name}"].format(share=share, column=churn.column)


def _activity(rule: "Rule", words: dict[str, str]) -> str:
    active = rule.data.definitions.active
    if rule.name != "inactive":
        return words[f"activity_{rule.name}"]
    parts = []
    if active.all:
        parts.append(words["activity_all"].format(events=_listed(active.all, words)))
    if active.any:
        parts.append(words["activity_any"].format(events=_listed(active.any, words)))
    if not parts and active.none:
        parts.append(words["activity_but"].format(but=", ".join(active.none)))
    if not parts:
        parts.append(words["activity_every"])
    if active.at_least > 1:
        parts.append(words["at_least"].format(times=active.at_least))
    return " ".join(parts)


def _listed(activities: tuple["Activity", ...], words: dict[str, str]) -> str:
    """Name activities, each with its condition and its own number of times."""

    def one(activity: "Activity") -> str:
        condition = f" ({activity.where})" if activity.where else ""
        times = words["times"].format(times=activity.at_least) if activity.at_least else ""
        return activity.event + condition + times

    return ", ".join(one(activity) for activity in activities)


def asked_of(words: dict[str, str], by: str | None, where: str | None) -> list[str]:
    """Say of whom a question is, and by what it is split."""
    chosen = [words["where"].format(where=where)] if where else []
    return [*chosen, *([words["by"].format(by=by)] if by else [])]
