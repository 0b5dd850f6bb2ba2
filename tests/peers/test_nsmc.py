"""Korean film reviews: sentiment learnt from scores of 1 to 10 tells held-out reviews apart."""

import numpy as np
import pyarrow.parquet as pq
import pytest

from peers.test_real_data import DATA, definitions
from tenure.explain.sentiment import scale_of
from tenure.explain.sentiment.learner import fit

PATH = DATA / "nsmc_ko" / "nsmc_200k_rebuilt.parquet"
HELD_OUT = 50_000


@pytest.fixture(scope="module")
def reviews(tmp_path_factory):
    definitions(
        "telco", tmp_path_factory.mktemp("nsmc"), predicts=True
    )  # skips where the data are not
    table = pq.read_table(PATH, columns=["review_id", "rating", "label", "review"])
    order = np.random.default_rng(42).permutation(table.num_rows)
    return table.take(order).filter(table.take(order)["review"].is_valid())


def accuracy(reviews, learnt_from):
    """Learn from the scores of some reviews; judge on the label of others, never learnt from."""
    texts = reviews["review"].to_pylist()
    held, label = texts[:HELD_OUT], reviews["label"].to_numpy()[:HELD_OUT]
    seen = set(held)
    chosen = [at for at in range(HELD_OUT, len(texts)) if texts[at] not in seen][:learnt_from]
    ratings = reviews["rating"].to_numpy().astype(float)
    scale = scale_of("film", *np.unique(ratings, return_counts=True))
    assert (scale.name, scale.negative, scale.positive) == ("ten 1-10", 4, 7)
    moods = scale.moods(ratings)[chosen]
    assert np.isfinite(moods).all()  # the data have no 5 and 6
    model = fit([texts[at] for at in chosen], moods)
    said = model.sums(held) + model.intercept > 0
    return float((said == (label == 1)).mean())


def test_a_bounded_sample_already_teaches_most_of_it(reviews):
    assert accuracy(reviews, 40_000) >= 0.85


@pytest.mark.long
def test_held_out_reviews_are_told_apart(reviews):
    assert accuracy(reviews, 150_000) >= 0.87
