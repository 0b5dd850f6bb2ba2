"""Growth potential: quartiles and shares by hand, peers who are too few, planted products."""

import numpy as np
import pyarrow as pa
import pytest

from tenure.errors import MetricError
from tenure.predict.worth import peers as module
from tenure.predict.worth.chances import fit_chances
from tenure.predict.worth.peers import fit_peers


def units(*rows):
    names = ("unit_id", "value", "plan", "size")
    return pa.table(dict(zip(names, map(list, zip(*rows, strict=True)), strict=True)))


FIVE = units(
    ("ana", 10.0, "pro", "s"), ("보라", 20.0, "pro", "s"), ("chi", 30.0, "pro", "s"),
    ("dor", 40.0, "pro", "s"), ("eve", 100.0, "pro", "s"), ("fay", 7.0, "pro", "l"),
    ("guy", 5.0, "free", "l"), ("hal", None, "pro", "s"), ("ida", 1.0, None, None),
)  # fmt: skip

HELD = pa.table({
    "unit_id": ["dor", "eve", "eve", "ana", "ana", "보라", "chi", "dor", "nobody"],
    "product_id": ["tea", "tea", "cup", "tea", "pot", "pot", "pot", "pot", "tea"],
    "amount": [30.0, 50.0, 9.0, 4.0, 6.0, 14.0, None, 10.0, 1.0],
})  # fmt: skip


@pytest.fixture
def small(monkeypatch):
    monkeypatch.setattr(module, "LEAST_PEERS", 5)


@pytest.mark.usefixtures("small")
def test_quartiles_of_those_alike_by_hand():
    """Five small on pro: quartiles 20, 30, 40. fay is alone with l on pro, and is put beside all
    six on pro: 7, 10, 20, 30, 40, 100: quartiles 12.5, 25, 37.5. guy is the only one on free."""
    found = fit_peers(FIVE, ["plan", "size"]).standing(FIVE).to_pylist()
    ana, dor, fay, guy, hal, ida = (found[at] for at in (0, 3, 5, 6, 7, 8))
    assert (ana["alike"], ana["peers"]) == ("plan, size", 5)
    assert ana["common"] == "plan: pro; size: s"
    assert (ana["q25"], ana["median"], ana["q75"], ana["gap"]) == (20, 30, 40, 30)
    assert dor["gap"] is None
    assert (fay["alike"], fay["common"], fay["peers"]) == ("plan", "plan: pro", 6)
    assert (fay["q25"], fay["median"], fay["q75"]) == (12.5, 25, 37.5)
    assert (guy["reason"], guy["peers"], guy["q75"]) == ("too_few_peers", None, None)
    assert guy["common"] is None
    assert (hal["reason"], hal["gap"]) == ("value_not_known", None)
    assert ida["reason"] == "too_few_peers"


@pytest.mark.usefixtures("small")
def test_what_the_best_hold_by_hand():
    """The best quarter of those small on pro: dor and eve, from 40 on. Both have tea, for a median
    of 40, and of the other three only ana has it, for 4; eve has a cup, and none of the others; a
    pot is held by one of the best and by all others, which says nothing."""
    chances = fit_chances(fit_peers(FIVE, ["plan", "size"]), FIVE, HELD)
    found = chances.of(FIVE.slice(0, 5), HELD).to_pylist()
    told = {(row["unit_id"], row["kind"], row["product_id"]): row for row in found}
    assert sorted(told) == [
        ("ana", "cross_sell", "cup"),
        ("ana", "up_sell", "tea"),
        ("chi", "cross_sell", "cup"),
        ("chi", "cross_sell", "tea"),
        ("보라", "cross_sell", "cup"),
        ("보라", "cross_sell", "tea"),
    ]
    tea = told["보라", "cross_sell", "tea"]
    assert (tea["holders"], tea["best"], tea["share"]) == (2, 2, 1.0)
    assert tea["share_low"] == pytest.approx(0.342, abs=1e-3)  # Wilson of 2 of 2
    assert (tea["others"], tea["median"], tea["own"]) == (pytest.approx(1 / 3), 40, None)
    more = told["ana", "up_sell", "tea"]
    assert (more["own"], more["median"]) == (4, 40)
    order = [row["product_id"] for row in found if row["unit_id"] == "chi"]
    assert order == ["tea", "cup"]  # 2/2 − 1/3 before 1/2 − 0
    one = chances.of(FIVE.slice(0, 5), HELD, most=1).to_pylist()
    assert sum(row["unit_id"] == "chi" for row in one) == 1


@pytest.mark.usefixtures("small")
def test_parts_of_the_customers_are_told_the_same():
    chances = fit_chances(fit_peers(FIVE, ["plan", "size"]), FIVE, HELD)
    whole = chances.of(FIVE, HELD).to_pylist()
    parts = [row for at in range(9) for row in chances.of(FIVE.slice(at, 1), HELD).to_pylist()]
    assert sorted(map(str, whole)) == sorted(map(str, parts))
    assert chances.of(FIVE.slice(0, 0), HELD).num_rows == 0
    assert chances.of(FIVE, HELD.slice(0, 0)).num_rows > 0


def test_a_planted_product_is_named_with_its_evidence():
    """The best quarter of each plan hold its own add-on nine times in ten, the others one in ten;
    everybody holds the basics."""
    rng = np.random.default_rng(0)
    n = 2_000
    plan = rng.choice(["free", "pro"], n)
    value = rng.gamma(2, 50, n) * np.where(plan == "pro", 3, 1)
    cut = {one: np.quantile(value[plan == one], 0.75) for one in ("free", "pro")}
    rows = []
    for at in range(n):
        rows.append((f"u{at}", "basics", 1.0))
        best = value[at] >= cut[plan[at]]
        if rng.random() < (0.9 if best else 0.1):
            rows.append((f"u{at}", f"{plan[at]} add-on", 1.0))
    columns = map(list, zip(*rows, strict=True))
    held = pa.table(dict(zip(("unit_id", "product_id", "amount"), columns, strict=True)))
    company = pa.table({"unit_id": [f"u{at}" for at in range(n)], "value": value, "plan": plan})
    peers = fit_peers(company, ["plan"])
    found = fit_chances(peers, company, held).of(company, held).to_pylist()
    plans = dict(zip(company["unit_id"].to_pylist(), plan, strict=True))
    assert {row["product_id"] for row in found} == {"free add-on", "pro add-on"}
    for row in found:
        assert row["product_id"] == f"{plans[row['unit_id']]} add-on"
        assert row["share_low"] < 0.9 < row["share_high"]
        assert row["others"] == pytest.approx(0.1, abs=0.03)
    without = set(company["unit_id"].to_pylist()) - {one for one, what, _ in rows if "add" in what}
    below = {f"u{at}" for at in range(n) if value[at] < cut[plan[at]]}
    assert {row["unit_id"] for row in found} == without & below


def test_traits_that_look_alike_are_not_mixed_up():
    """('a', 'bc') is not ('ab', 'c'), and a trait that is not known is not the empty text."""
    rows = [("a", "bc")] * 40 + [("ab", "c")] * 40 + [(None, "c")] * 40 + [("", "c")] * 40
    table = pa.table({
        "unit_id": [str(at) for at in range(160)],
        "value": [float(at) for at in range(160)],
        "plan": [one for one, _ in rows],
        "size": [other for _, other in rows],
    })  # fmt: skip
    found = fit_peers(table, ["plan", "size"]).standing(table)
    assert found["peers"].to_pylist() == [40.0] * 160


def test_what_cannot_be_compared_is_refused():
    with pytest.raises(MetricError, match="alike in something"):
        fit_peers(FIVE, [])
    with pytest.raises(MetricError, match="no column 'colour'"):
        fit_peers(FIVE, ["colour"])
    with pytest.raises(MetricError, match="nobody has a value"):
        fit_peers(FIVE.slice(7, 1), ["plan"])
