"""What the company's trials and plays brought: as assigned, at 30, 60 and 90 days, and in money."""

from tenure.company.proofs.aims import PLANNED, Aims, aims_of, plays_of
from tenure.company.proofs.arms import Arms, compare, shares_of
from tenure.company.proofs.compared import Unproved, comparisons, without_control
from tenure.company.proofs.proof import HORIZONS, Proof, prove
from tenure.company.proofs.told import arms, board, effects, experiments
from tenure.company.proofs.unheld import Unheld, unheld

__all__ = [
    "HORIZONS",
    "PLANNED",
    "Aims",
    "Arms",
    "Proof",
    "Unheld",
    "Unproved",
    "aims_of",
    "arms",
    "board",
    "compare",
    "comparisons",
    "effects",
    "experiments",
    "plays_of",
    "prove",
    "shares_of",
    "unheld",
    "without_control",
]
