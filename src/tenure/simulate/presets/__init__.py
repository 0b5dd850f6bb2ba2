"""The kinds of company that can be simulated, one declaration a file."""

from tenure.errors import SimulationError, suggest
from tenure.simulate.presets.b2b import B2B
from tenure.simulate.presets.bfsi import BFSI
from tenure.simulate.presets.d2c import D2C
from tenure.simulate.presets.ecommerce import ECOMMERCE
from tenure.simulate.presets.edtech import EDTECH
from tenure.simulate.presets.gaming import GAMING
from tenure.simulate.presets.media import MEDIA
from tenure.simulate.presets.saas import SAAS
from tenure.simulate.spec import Preset

PRESETS: dict[str, Preset] = {
    preset.kind: preset for preset in (SAAS, B2B, D2C, ECOMMERCE, BFSI, GAMING, MEDIA, EDTECH)
}


def preset_named(name: str) -> Preset:
    """Return the preset of that name; SimulationError names the allowed ones."""
    if name in PRESETS:
        return PRESETS[name]
    near = suggest(name, PRESETS)
    meant = f"Did you mean '{near}'? " if near else ""
    raise SimulationError(f"unknown preset '{name}'", hint=f"{meant}Presets: {', '.join(PRESETS)}")
