"""A play is weighed by the risk of leaving within the days of its own goal."""

import json

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from support.deciding import DAY, PROFILES, play, rows
from tenure.act.play import Play
from tenure.company.acts.deciding import decide
from tenure.company.acts.preview import preview
from tenure.company.predictions.outlook import Outlook

LATER = [0.8, 0.4, None, None, 0.3]


@pytest.fixture
def curved(outlook: Outlook) -> Outlook:
    """The tiny company, whose risk is that of 30 days, and of whom 84 days are known, too."""
    folder = outlook.rule.data.store.root / "profiles/customer" / DAY.isoformat()
    pq.write_table(pa.table(PROFILES | {"leaves_in_84_days": LATER}), folder / "profiles.parquet")
    about = json.loads((folder / "about.json").read_text("utf-8"))
    (folder / "about.json").write_text(json.dumps(about | {"horizon": 30, "gap": 0}), "utf-8")
    return outlook


def of(name: str, days: int) -> Play:
    worth = {"effect": 0.5, "contact": 30}
    return play(name, {"kind": "segment"}, worth=worth, goal={"within": f"{days} days"})


@pytest.mark.parametrize(
    ("days", "risk"), [(14, 0.5), (30, 0.5), (57, 1 - (0.5 * 0.2) ** 0.5), (84, 0.8), (200, 0.8)]
)
def test_the_row_says_the_risk_that_the_effect_is_a_share_of(
    curved: Outlook, days: int, risk: float
) -> None:
    told = rows(decide(curved, {"all": of("all", days)}))["c1", "all"]
    assert told["risk"] == pytest.approx(risk)
    assert told["effect"] == pytest.approx(risk / 2)
    assert told["net_value"] == pytest.approx(risk / 2 * 100 - 30)


def test_what_is_not_worth_it_for_a_month_may_be_for_a_quarter(curved: Outlook) -> None:
    """c1: .5 × .5 × 100 = 25 < 30 < .5 × .8 × 100; of c3 only the month is known."""
    for days, reason in ((30, "not_worth_it"), (84, "chosen")):
        found = rows(decide(curved, {"all": of("all", days)}))
        assert found["c1", "all"]["reason"] == reason
        assert found["c3", "all"]["risk"] == pytest.approx(0.3)


def test_a_preview_tells_the_value_at_stake_by_the_same_risk(curved: Outlook) -> None:
    one = of("all", 84)
    assert preview(curved, {"all": one}, one).at_stake == pytest.approx(0.8 * 100)
