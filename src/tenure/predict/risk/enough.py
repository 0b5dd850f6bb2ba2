"""Whether there are enough customers who left to learn from."""

from dataclasses import dataclass

from tenure.predict.encoding import Design
from tenure.predict.sample import Sample
from tenure.predict.wording import Note, note

LEAST = 50
"""Customers who left, and who stayed, below which nothing is learned."""
LEAST_PER_VARIABLE = 0.5
"""Events a variable below which nothing is learned, for shrinkage then does all the work."""
USUAL_PER_VARIABLE = 10.0
"""Events a variable below which the size of risks is to be trusted less than their order."""
BOOSTED = 100
"""Customers who left, below which boosting is not tried."""


@dataclass(frozen=True)
class Enough:
    """Customers who left and who stayed, variables, and what may be learned from them.

    Variables: one a number or flag, one a level of a category but the first. Sources:
    P. Peduzzi et al., J Clin Epidemiol 49 (1996), for 10 events a variable; M. van Smeden et
    al., Statistical Methods in Medical Research 28 (2019), why shrunken models do with fewer;
    T. van der Ploeg et al., BMC Medical Research Methodology 14 (2014), why trees need more.
    What learns too much from too little is found out later: it must beat the segment's rate.
    """

    events: int
    others: int
    variables: int

    @property
    def per_variable(self) -> float:
        """The fewer of those who left and who stayed, a variable."""
        return min(self.events, self.others) / max(self.variables, 1)

    @property
    def declines(self) -> Note | None:
        """Why nothing is learned; None where something is."""
        if min(self.events, self.others) < LEAST:
            return note("too_few", events=self.events, others=self.others, least=LEAST)
        if self.per_variable < LEAST_PER_VARIABLE:
            return note(
                "too_many_variables",
                events=self.events,
                variables=self.variables,
                least=LEAST_PER_VARIABLE,
            )
        return None

    @property
    def boosts(self) -> bool:
        """Whether boosting may be tried."""
        return min(self.events, self.others) >= BOOSTED

    @property
    def notes(self) -> tuple[Note, ...]:
        """What to know of models that are learned all the same."""
        if self.declines is not None or self.per_variable >= USUAL_PER_VARIABLE:
            return ()
        told = note(
            "few_per_variable",
            events=self.events,
            variables=self.variables,
            usual=USUAL_PER_VARIABLE,
        )
        return (told,)


def enough(sample: Sample, design: Design) -> Enough:
    """Count the customers and the variables of the rows to learn from."""
    variables = sum(max(len(levels) - 1, 1) for levels in design.levels)
    return Enough(sample.events, sample.others, variables)
