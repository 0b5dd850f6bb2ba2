"""What the company's trials and plays brought: as assigned, at 30, 60 and 90 days, and in money."""

from tenure.company.proofs.arms import Arms, compare, shares_of
from tenure.company.proofs.proof import HORIZONS, PLANNED, Proof, prove
from tenure.company.proofs.told import arms, board, effects, experiments

__all__ = [
    "HORIZONS",
    "PLANNED",
    "Arms",
    "Proof",
    "arms",
    "board",
    "compare",
    "effects",
    "experiments",
    "prove",
    "shares_of",
]
