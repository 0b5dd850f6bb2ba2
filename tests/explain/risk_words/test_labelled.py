"""Precision and recall on sentences labelled by hand, split before the words were written."""

from hashlib import sha256
from pathlib import Path

import pytest

from tenure.explain.text import Reader
from tenure.stats.intervals import wilson

PRECISION, RECALL = 0.8, 0.7
LEAST = 300


def rows(language):
    path = Path(__file__).with_name(f"{language}.tsv")
    lines = path.read_text("utf-8").splitlines()[1:]
    return [tuple(line.split("\t")) for line in lines]


def is_test(sentence):
    """Half of the sentences, by their digest, were not looked at while words were chosen."""
    return int(sha256(sentence.encode()).hexdigest(), 16) % 2 == 1


def counted(reader, language, only_test):
    some = [row for row in rows(language) if is_test(row[0]) or not only_test]
    found = reader.read([sentence for sentence, _, _ in some], [language] * len(some))
    pairs = [(bool(one.hits), label == "1") for one, (_, label, _) in zip(found, some, strict=True)]
    return {pair: pairs.count(pair) for pair in [(True, True), (True, False), (False, True)]}


@pytest.fixture(scope="module")
def reader():
    return Reader(workers=1)


@pytest.mark.parametrize("language", ["en", "ko"])
def test_the_sentences(language):
    some = rows(language)
    assert len(some) >= LEAST
    assert len({sentence for sentence, _, _ in some}) == len(some)
    assert {label for _, label, _ in some} == {"0", "1"}
    kinds = [kind for _, _, kind in some]
    assert min(kinds.count(kind) for kind in ("negation", "quotation", "joke")) >= 12


@pytest.mark.parametrize("only_test", [True, False], ids=["test half", "all"])
@pytest.mark.parametrize("language", ["en", "ko"])
def test_precision_and_recall(reader, language, only_test, record_property):
    found = counted(reader, language, only_test)
    hits = found[True, True]
    precision = hits / (hits + found[True, False])
    recall = hits / (hits + found[False, True])
    record_property("precision", (precision, wilson(hits, hits + found[True, False])))
    record_property("recall", (recall, wilson(hits, hits + found[False, True])))
    assert precision >= PRECISION
    assert recall >= RECALL
