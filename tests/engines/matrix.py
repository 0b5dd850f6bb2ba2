"""What the tests know of every engine, as the table in docs/engines.md."""

from engines.cases import CASES, FEATURES, LACKING
from engines.test_every_metric import LACKING as UNABLE
from engines.test_every_metric import cases_of
from engines.test_snapshots import ASKED
from tenure.company.metrics import catalogue
from tenure.engines.warehouses import WAREHOUSES

RUN = {"postgres": "PostgreSQL", "spark": "Spark", "clickhouse": "ClickHouse"}
SHOWN = {"bigquery": "BigQuery", "snowflake": "Snowflake", "trino": "Trino"}
BEGIN, END = "<!-- what the tests know: begin -->", "<!-- what the tests know: end -->"

_COMPILED = {
    "attrition": ("attrition",),
    "attrition: at_least": ("attrition_at_least",),
    "attrition: groups": ("attrition",),
    "retention: exact": ("retention",),
    "retention: groups": ("retention",),
    "retention: on_or_after": ("retention_on_or_after",),
    "retention: at_least": ("retention_on_or_after",),
    "retention: spells": ("retention_contracts",),
    "states: contract": ("states_contract",),
    "states: purchase": ("states_purchase",),
    "states: merged": ("states_merged",),
}
"""Of a feature, the snapshots that show it compiles."""


def tables() -> str:
    """Return the support matrix: of every metric, then of what metrics are made of."""
    return f"{_metrics()}\n\n{_features()}"


def _metrics() -> str:
    """Return in how many ways each metric is asked of a company on each engine."""
    lines = [f"| metric | {' | '.join(RUN.values())} |", f"|---|{'---|' * len(RUN)}"]
    for name in catalogue():
        cells = [
            "–" if (engine, name) in UNABLE else str(len(cases_of(engine, name))) for engine in RUN
        ]
        lines.append(f"| {name} | {' | '.join(cells)} |")
    lacks = [f"- {RUN[engine]}, {name}: {why}." for (engine, name), why in UNABLE.items()]
    return "\n".join([*lines, "", *(lacks or ["No engine that runs lacks a metric."])])


def _features() -> str:
    """Return, per feature and engine, how many cases equal DuckDB's."""
    names = [*RUN.values(), *(SHOWN[name] for name in WAREHOUSES)]
    lines = [
        f"| feature | DuckDB | {' | '.join(names)} |",
        f"|---|---|{'---|' * len(names)}",
    ]
    for feature in FEATURES:
        cases = [case.name for case in CASES if case.feature == feature]
        cells = [_ran(engine, cases) for engine in RUN] + [_compiled(feature)] * len(SHOWN)
        lines.append(f"| {feature} | {len(cases)} | {' | '.join(cells)} |")
    lacks = [f"- {RUN[engine]}, {name}: {why}." for (engine, name), why in LACKING.items()]
    return "\n".join([*lines, "", *(lacks or ["No engine that runs lacks any of these."])])


def _ran(engine: str, cases: list[str]) -> str:
    same = [name for name in cases if (engine, name) not in LACKING]
    return f"{len(same)}" if len(same) == len(cases) else f"{len(same)} of {len(cases)}"


def _compiled(feature: str) -> str:
    shown = _COMPILED.get(feature, ())
    assert set(shown) <= set(ASKED)
    return "compiles" if shown else "–"
