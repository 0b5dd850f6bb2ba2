"""Scores crossed with leaving: the last score before each date, counted again in plain Python."""

from collections import Counter
from datetime import timedelta

import pytest

from support import tiny
from tenure.company import Company
from tenure.company.explanations.scores import scores
from tenure.company.explanations.scores.bands import FRESH, apart
from tenure.company.predictions.outlook import Outlook
from tenure.errors import MetricError
from tenure.predict.labels import KNOWN

_ANSWERS = [
    ("c01", "2024-02-01", "nps", 10),
    ("c02", "2024-02-01", "nps", 9),
    ("c02", "2024-02-20", "nps", 3),  # the last one counts
    ("c03", "2024-02-25", "nps", 8),
    ("c05", "2024-03-01", "nps", 0),
    ("c07", "2024-06-30", "nps", 10),  # after every date
    ("c04", "2024-02-10", "csat", 1),  # another survey
    *(
        (f"c{number:02d}", f"2024-05-{day:02d}", "csat", 4)
        for number in (1, 3)
        for day in range(1, 13)
    ),
]
_MORE = '\n[tables.feedback]\nfrom = "data/feedback.csv"\n'


@pytest.fixture(scope="module")
def outlook(tmp_path_factory):
    folder = tmp_path_factory.mktemp("scored")
    path = tiny.write(folder, "inactive", more=_MORE)
    rows = [
        f"f{at},{who},{day},{source},{score}"
        for at, (who, day, source, score) in enumerate(_ANSWERS)
    ]
    head = "feedback_id,customer_id,given_at,source,score"
    (folder / "data" / "feedback.csv").write_text("\n".join([head, *rows]), "utf-8")
    with Company.open(path, today=tiny.NOW.date()) as company:
        yield Outlook(company.rule)


def _band(unit, as_of):
    known = [
        (day, score)
        for who, day, source, score in _ANSWERS
        if (who, source) == (unit, "nps") and str(as_of - timedelta(days=FRESH)) <= day < str(as_of)
    ]
    score = max(known)[1] if known else None
    if score is None:
        return "no answer"
    return "promoter" if score >= 9 else "passive" if score >= 7 else "detractor"


def test_each_band_has_who_was_in_it_and_who_of_them_left(outlook):
    points = apart(outlook.grid.points)
    labels = outlook.rule.data.engine.execute(outlook.labels(tuple(points)), metric="t").to_pylist()
    known = [row for row in labels if row["state"] == KNOWN]
    customers = Counter(_band(row["unit_id"], row["as_of"]) for row in known)
    left = Counter(_band(row["unit_id"], row["as_of"]) for row in known if row["left"])
    found = {row["band"]: row for row in scores(outlook)[0].rows}
    assert {"promoter", "detractor", "no answer"} <= set(customers)
    assert {band: row["customers"] for band, row in found.items()} == dict(customers)
    assert {band: row["left"] for band, row in found.items()} == {
        band: left[band] for band in customers
    }
    assert found["detractor"]["attrition"] == left["detractor"] / customers["detractor"]


@pytest.mark.parametrize(
    ("source", "why"), [("csat", "no scale from 0 to 10"), ("npss", "no feedback of the source")]
)
def test_a_score_of_another_scale_or_of_nobody_has_no_bands(outlook, source, why):
    with pytest.raises(MetricError, match=why):
        scores(outlook, source=source)
