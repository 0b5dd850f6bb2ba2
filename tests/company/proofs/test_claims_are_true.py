"""What Tenure claims of a company's plays, beside what they truly change."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from support.true_effects import World, tried, true_effects
from tenure.cli.app import DEMO_CUSTOMERS, DEMO_MONTHS, DEMO_SEED
from tenure.cli.demo import AIMS, demo_preset
from tenure.company import Company
from tenure.company.predictions.acting.trials import Trials
from tenure.company.predictions.outlook import Outlook
from tenure.company.proofs import HORIZONS, PLANNED, prove
from tenure.definitions.proving import Aim
from tenure.prove import Margin, effect_of, judge, look, trial
from tenure.simulate import simulate
from tenure.stats import Estimate

TUTORIAL = Path(__file__).parents[3] / "docs" / "tutorial.md"
SAYS = {"works": "works", "harms": "harms", "not_known": "not yet known"}
DAYS = HORIZONS[-1]
DEMO = World(demo_preset("saas"), DEMO_CUSTOMERS, DEMO_MONTHS, DEMO_SEED)


@dataclass(frozen=True)
class Claim:
    """An interval that was claimed of a play's effect, what is true, and the verdict."""

    play: str
    days: int
    interval: Estimate | None
    always: Estimate | None
    truth: float
    verdict: str
    margin: float | None = None

    @property
    def covered(self) -> bool:
        return self.interval is not None and _holds(self.interval, self.truth)

    @property
    def wrong(self) -> bool:
        """Whether the verdict says the opposite of what is so."""
        small = self.margin is not None and abs(self.truth) < self.margin
        better = {"works": self.truth < 0, "harms": self.truth > 0, "no_difference": small}
        return not better.get(self.verdict, True)


def _holds(interval: Estimate, truth: float) -> bool:
    return interval.low <= truth <= interval.high


def of_demo(play: str, world: World = DEMO) -> Claim:
    """Judge a play of the demo from its arms alone, as the pages do from the tables.

    By the margin and the size that the demo's play declares.
    """
    aim = AIMS.get(play, Aim())
    rows = tried(world.company(), play, DAYS)
    effect = effect_of(trial(rows.left, rows.treated.astype(float)))
    always = look(effect, planned=aim.planned or PLANNED).interval
    truth = true_effects(world, play, [DAYS])[DAYS]
    verdict = judge(always, margin=Margin(aim.margin) if aim.margin else None).verdict
    return Claim(play, DAYS, effect.difference, always, truth, verdict, aim.margin)


@pytest.mark.parametrize(
    ("play", "verdict"),
    [("early_call", "works"), ("come_back_push", "harms"), ("newsletter", "not_known")],
)
def test_what_the_demo_claims_of_its_plays_is_true(play: str, verdict: str) -> None:
    claim = of_demo(play)
    assert claim.verdict == verdict
    told = TUTORIAL.read_text("utf-8").replace("−", "-").split(f"| `{play}` |")[1].splitlines()[0]
    *_, said, truly, _ = (one.strip() for one in told.split("|"))
    assert said == SAYS[verdict]
    assert truly == f"{100 * claim.truth:+.1f}"
    assert not claim.wrong
    assert claim.always is not None
    assert _holds(claim.always, claim.truth)


@pytest.mark.long
def test_with_more_customers_the_newsletter_makes_no_difference_worth_having() -> None:
    """The demo's company three times as large: nothing else is changed."""
    claim = of_demo("newsletter", replace(DEMO, customers=3 * DEMO_CUSTOMERS))
    assert claim.verdict == "no_difference"
    assert not claim.wrong
    assert claim.margin is not None
    assert abs(claim.truth) < claim.margin


def test_no_difference_is_wrong_of_a_large_truth() -> None:
    small = Claim("play", DAYS, None, None, 0.01, "no_difference", 0.05)
    assert not small.wrong
    assert replace(small, truth=0.06).wrong
    assert replace(small, margin=None).wrong


def claims(folder: Path, world: World) -> Iterator[Claim]:
    """Judge every play of a company from its files, the whole way."""
    made = simulate(
        world.preset, customers=world.customers, months=world.months, seed=world.seed, out=folder
    )
    with Company.open(made.definition) as company:
        outlook = Outlook(company.rule)
        for one in Trials(outlook).every():
            proof = prove(outlook, one, "treatment")
            truths = true_effects(world, one.name, [at.days for at in proof.at])
            for at in proof.at:
                verdict = proof.verdict.verdict if at is proof.main else "not_known"
                yield Claim(
                    one.name, at.days, at.effect.best, at.look.interval, truths[at.days], verdict
                )


@pytest.mark.long
@pytest.mark.timeout(1800)
def test_intervals_cover_what_is_true_at_their_rate_and_no_verdict_is_wrong(tmp_path: Path) -> None:
    found = []
    for seed in range(1, 9):
        preset = demo_preset("d2c" if seed % 2 else "saas")
        found += claims(tmp_path / str(seed), World(preset, 3_000, 24, seed))
    told = [one for one in found if one.interval is not None]
    assert len(told) > 150
    assert sum(one.covered for one in told) / len(told) >= 0.90
    always = [one for one in told if one.always is not None]
    assert sum(_holds(one.always, one.truth) for one in always) / len(always) >= 0.97
    assert [one for one in found if one.wrong] == []
    assert {one.verdict for one in found} >= {"works", "harms", "not_known"}
