"""The `tenure.toml` that comes with a simulated company."""

from collections.abc import Iterable

from tenure.simulate.spec import Preset

_HEAD = """\
# What the words "customer", "active" and "churned" mean at {company}, a simulated company.
# The folder truth/ beside this file says what is really so; nothing reads it but a check.

[company]
name = "{company}"
kind = "{kind}"
time_zone = "{zone}"
week_starts = "monday"
currency = "{currency}"
language = "{language}"

[store]
path = "store"                # results: Parquet and manifests
"""

_TABLE = """
[tables.{name}]
from = "{source}"
"""

_ACTIVE = """
[active]                      # the qualifying activity: value received, not a login
any = [
{any}
]
at_least = 1                  # times within the window
"""

_CHURN = """
[churn]
rule = "{rule}"{after}
convention = "cohort"         # or baremetrics, stripe, profitwell

[ideal_customer]              # whose loss is regrettable
where = "{ideal}"

[segments]
{segments}
"""

_COMPETITORS = """
[competitors.aliases]         # what else customers call them
{aliases}
"""


def definition_text(preset: Preset, tables: Iterable[str]) -> str:
    """Write the definitions of a simulated company as a commented tenure.toml."""
    parts = [
        _HEAD.format(
            company=preset.company, kind=preset.kind, zone=preset.zone,
            currency=preset.currency, language=preset.language,
        )
    ]  # fmt: skip
    for name in tables:
        source = "data/events/*/*.parquet" if name == "events" else f"data/{name}.parquet"
        parts.append(_TABLE.format(name=name, source=source))
    parts.append(_ACTIVE.format(any="\n".join(_event(e, w) for e, w in preset.qualifying)))
    after = f'\nafter = "{preset.after}"' if preset.rule == "inactive" else ""
    segments = "\n".join(f'{name} = "{where}"' for name, where in preset.segments.items())
    parts.append(
        _CHURN.format(rule=preset.rule, after=after, ideal=preset.ideal, segments=segments)
    )
    also = {rival.name: rival.also for rival in preset.competitors if rival.also}
    if also:
        aliases = "\n".join(f'"{name}" = ["{other}"]' for name, other in also.items())
        parts.append(_COMPETITORS.format(aliases=aliases))
    return "".join(parts)


def _event(event: str, where: str | None) -> str:
    condition = f', where = "{where}"' if where else ""
    return f'  {{ event = "{event}"{condition} }},'
