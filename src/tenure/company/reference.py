"""The reference of metrics, written from the catalogue: `make reference`."""

from tenure.company.metrics import Metric, catalogue

_PAGES = {
    "attrition": "attrition",
    "first-value": "onboarding",
    "onboarding-churn": "onboarding",
    "purchase-gaps": "repeat-purchase",
    "purchase-gap-bands": "repeat-purchase",
    "lifetime": "repeat-purchase",
    "products": "repeat-purchase",
    "rfm-cuts": "rfm",
    "open-tickets": "service",
    "features": "behaviour",
}
"""Metrics that share the page of another."""

_HEAD = """# Reference of metrics

Written from the code by `make reference`. Ask for any of them with `tenure measure NAME`;
`tenure measure NAME --help` says the same as this page. Each takes `--as-of`, and `--cohort` where
it takes `--where`; `--save-cohort` keeps the customers behind a count of them. Every rate stands
with its numerator, its denominator and, where one is defined, a 95 % interval (`_low`, `_high`);
what is not defined is empty, with a `reason`.

| metric | what it says | ids | tables it needs |
|---|---|---|---|
"""


def page_of(name: str) -> str:
    """Return the page of a metric, below docs/metrics."""
    return f"{_PAGES.get(name, name)}.md"


def markdown() -> str:
    """Return the whole reference as Markdown."""
    metrics = list(catalogue().values())
    rows = [
        f"| [{one.name}](#{one.name}) | {one.about['en']} | {' '.join(one.ids)} "
        f"| {', '.join(one.needs) or 'those of the churn rule'} |"
        for one in metrics
    ]
    return _HEAD + "\n".join(rows) + "\n" + "".join(_section(one) for one in metrics)


def _section(one: Metric) -> str:
    lines = [f"\n## {one.name}\n", f"{one.title['en']} · {one.title['ko']}\n"]
    lines.append(f"{one.about['en']} Source: {one.source}. [Page]({page_of(one.name)}).\n")
    taken = ", ".join(f"`--{name}`" for name in one.common)
    periods = f"; periods: {', '.join(one.periods)}" if "period" in one.common else ""
    lines.append(f"Options: {taken or 'none in common'}{periods}.\n")
    if one.counts_of is not None:
        lines.append(f"No cohort can be saved from it: its counts are of {one.counts_of}.\n")
    if one.options:
        lines += ["| option | kind | default | meaning |", "|---|---|---|---|"]
        lines += [
            f"| `--{option.name.replace('_', '-')}` | {', '.join(option.choices) or option.kind} "
            f"| {_default(option.default)} | {option.help.get('en', '')} |"
            for option in one.options
        ]
        lines.append("")
    lines += ["| column | unit | meaning |", "|---|---|---|"]
    lines += [f"| {column.name} | {column.unit} | {column.en} |" for column in one.columns]
    return "\n".join(lines) + "\n"


def _default(value: object) -> str:
    return "" if value is None else f"`{value}`"


if __name__ == "__main__":
    print(markdown(), end="")
