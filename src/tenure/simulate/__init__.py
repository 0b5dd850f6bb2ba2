"""Companies with a known truth: simulate one, write its tables, and apart what is really so."""

from tenure.simulate.outside import Contacts
from tenure.simulate.presets import PRESETS
from tenure.simulate.run import SimulatedCompany, simulate

__all__ = ["PRESETS", "Contacts", "SimulatedCompany", "simulate"]
