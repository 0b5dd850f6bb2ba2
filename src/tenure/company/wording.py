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
def _words(language: str) -> dict[str, str]:
    text = files("tenure.company").joinpath(f"words/{language}.toml").read_text("utf-8")
    return tomllib.loads(text)


def attrition_words(rule: "Rule", by: str | None, language: str) -> str:
    """Say what attrition means here: the share, the rule, the convention, the split."""
    words = _words(language)
    if rule.snapshot:
        parts = [words["snapshot"].format(column=rule.snapshot)]
    else:
        convention = rule.data.definitions.churn.convention
        parts = [
            words[f"attrition_{rule.unit}"],
            _state(rule, words),
            words[f"convention_{convention}"],
        ]
    return " ".join([*parts, *_split(words, by)])


def retention_words(rule: "Rule", mode: "Mode", by: str | None, language: str) -> str:
    """Say what retention means here: the cohort, the return, the split."""
    words, definitions = _words(language), rule.data.definitions
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
    return " ".join([*parts, *_split(words, by)])


def _state(rule: "Rule", words: dict[str, str]) -> str:
    churn = rule.data.definitions.churn
    if rule.name == "inactive":
        return words["rule_inactive"].format(days=churn.after, activity=_activity(rule, words))
    share = f"{churn.expected_share:.0%}"
    return words[f"rule_{rule.name}"].format(share=share, column=churn.column)


def _activity(rule: "Rule", words: dict[str, str]) -> str:
    active = rule.data.definitions.active
    if rule.name != "inactive":
        return words[f"activity_{rule.name}"]
    if not active.any and not active.all:
        return words["activity_any_event"].format(but=", ".join(active.none) or "–")

    def listed(activities: tuple["Activity", ...]) -> str:
        return ", ".join(one.event + (f" ({one.where})" if one.where else "") for one in activities)

    parts = []
    if active.all:
        parts.append(words["activity_all"].format(events=listed(active.all)))
    if active.any:
        parts.append(words["activity_any"].format(events=listed(active.any)))
    if active.at_least > 1:
        parts.append(words["at_least"].format(times=active.at_least))
    return " ".join(parts)


def _split(words: dict[str, str], by: str | None) -> list[str]:
    return [words["by"].format(by=by)] if by else []
