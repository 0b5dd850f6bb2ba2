import numpy as np
import pytest

from tenure.explain.changes.regression import fit


@pytest.fixture
def rows() -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    rng = np.random.default_rng(1)
    trials = rng.integers(500, 900, 60).astype(float)
    design = np.column_stack([np.ones(60), np.linspace(-1, 1, 60), np.arange(60) >= 40])
    chance = 1 / (1 + np.exp(-(design @ [-3.0, 0.3, -0.4])))
    return rng.binomial(trials.astype(int), chance).astype(float), trials, design


def test_it_is_the_binomial_regression_of_statsmodels(rows) -> None:
    import statsmodels.api as sm

    lost, trials, design = rows
    peer = sm.GLM(
        np.column_stack([lost, trials - lost]), design, family=sm.families.Binomial()
    ).fit(scale="X2")
    found = fit(lost, trials, design)
    assert found is not None
    assert found.beta == pytest.approx(peer.params, abs=1e-6)
    assert found.df == peer.df_resid
    assert found.dispersion == pytest.approx(max(1.0, peer.scale))


def test_the_long_run_part_is_that_of_newey_and_west(rows) -> None:
    """Scores of noise that comes in runs: the robust errors exceed the plain ones by far."""
    import statsmodels.api as sm

    lost, trials, design = rows
    run = np.repeat([1.0, -1.0] * 6, 5)
    lost = np.clip(lost + 14 * run, 1, None).round()
    peer = sm.GLM(
        np.column_stack([lost, trials - lost]), design, family=sm.families.Binomial()
    ).fit(cov_type="HAC", cov_kwds={"maxlags": 4, "use_correction": True})
    plain, found = fit(lost, trials, design), fit(lost, trials, design, lags=4)
    assert plain is not None
    assert found is not None
    for at in range(3):
        assert found.cov[at, at] >= plain.cov[at, at]
        assert found.cov[at, at] >= peer.cov_params()[at, at] * (1 - 1e-6)


def test_an_offset_shifts_the_odds(rows) -> None:
    lost, trials, design = rows
    plain, shifted = fit(lost, trials, design), fit(lost, trials, design, np.full(60, 0.7))
    assert plain is not None
    assert shifted is not None
    assert shifted.beta[0] == pytest.approx(plain.beta[0] - 0.7)
    assert shifted.beta[1:] == pytest.approx(plain.beta[1:])


def test_a_column_made_of_the_others_has_no_answer(rows) -> None:
    lost, trials, design = rows
    twice = np.column_stack([design, design[:, 2]])
    assert fit(lost, trials, twice) is None


def test_fewer_rows_than_columns_have_no_answer(rows) -> None:
    lost, trials, design = rows
    assert fit(lost[:4], trials[:4], design[:4]) is None
