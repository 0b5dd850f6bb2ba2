"""What a goal other than staying brings: in the company's own money, whatever its currency."""

from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from support.deciding import DAY, DEFINITIONS, PROFILES, opened, rows
from tenure.act.play import Play
from tenure.act.ready import take
from tenure.act.triggers import Dated
from tenure.company.acts.deciding import decide
from tenure.company.predictions.outlook import Outlook

WON = [500_000.0, 300_000.0, 900_000.0, 100_000.0, None]


@pytest.fixture
def won(tmp_path: Path) -> Iterator[Outlook]:
    """Return the tiny company, which is paid in won, a few hundred thousand a customer."""
    text = DEFINITIONS.replace('language = "en"', 'language = "ko"\ncurrency = "KRW"')
    for outlook in opened(tmp_path, text):
        folder = outlook.rule.data.store.root / "profiles/customer" / DAY.isoformat()
        pq.write_table(pa.table(PROFILES | {"value_kept": WON}), folder / "profiles.parquet")
        yield outlook


def running(name: str, currency: str | None, **changes: object) -> dict[str, Play]:
    taken = take(name, salt="0" * 16, currency=currency)
    return {name: taken.model_copy(update={"state": "running", "holdout": 0.0, **changes})}


def test_who_left_is_won_back_for_a_share_of_the_median_worth(won: Outlook) -> None:
    """c6 has no profile: 4 % of .3 × 400,000 won, the median of those known; .96 × .5 take it."""
    plays = running("win_back", "KRW", trigger=Dated(kind="date", of="left", after="7 days"))
    offered = plays["win_back"].worth.offer
    [(key, row)] = rows(decide(won, plays)).items()
    assert key == ("c6", "win_back")
    assert row["verdict"] == "contact"
    assert row["net_value"] == pytest.approx(0.04 * 0.3 * 400_000 - offered * (0.04 + 0.96 * 0.5))


@pytest.mark.parametrize("currency", ["KRW", None])
def test_a_company_paid_in_won_sells_up_to_who_is_worth_most(
    won: Outlook, currency: str | None
) -> None:
    """Also where tenure.toml did not say the currency when the play was taken."""
    plays = running("upsell_growth", currency, audience=None)
    found = rows(decide(won, plays))
    net = {unit: row["net_value"] for (unit, _), row in found.items() if row["net_value"] > 0}
    assert max(net, key=lambda one: net[one]) == "c3"
    assert net["c3"] == pytest.approx(0.1 * 0.2 * 900_000 - plays["upsell_growth"].worth.contact)


def test_answers_are_worth_the_same_of_all_in_the_currency(won: Outlook) -> None:
    plays = running("exit_interview", "KRW")
    worth = plays["exit_interview"].worth
    assert (worth.gain, worth.gain_share, worth.contact) == (20_000, None, 4_000)
    found = rows(decide(won, plays))
    assert {row["net_value"] for row in found.values()} == {0.3 * 20_000 - 4_000}
