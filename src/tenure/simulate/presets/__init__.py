"""The kinds of company that can be simulated, one declaration a file."""

from tenure.errors import SimulationError, suggest
from tenure.simulate.presets.saas import SAAS
from tenure.simulate.spec import Preset

PRESETS: dict[str, Preset] = {preset.kind: preset for preset in (SAAS,)}


def preset_named(name: str) -> Preset:
    """Return the preset of that name; SimulationError names the allowed ones."""
    if name in PRESETS:
        return PRESETS[name]
    near = suggest(name, PRESETS)
    meant = f"Did you mean '{near}'? " if near else ""
    raise SimulationError(
        f"unknown preset '{name}'", hint=f"{meant}Presets: {', '.join(PRESETS)}"
    )
