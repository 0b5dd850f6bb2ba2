"""What customers say in interviews comes back as feedback, read by the next run."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pyarrow.parquet as pq
import pytest
from django.core.cache import cache
from django.utils import timezone

from support import tiny
from tenure.company import Company, Question
from tenure.definitions import load
from tenure.pipeline import run
from tenure_web.lib import company
from tenure_web.messages.jobs import write_touches
from tenure_web.people.models import User
from tenure_web.tasks import changing, queue
from tenure_web.tasks.answers import refused_why
from tenure_web.tasks.models import Task

FEEDBACK = "feedback_id,customer_id,given_at,source,score,text\nf1,c01,2024-05-01,nps,9,좋아요\n"


@pytest.fixture
def place(tmp_path: Path, settings: Any, db: None) -> Iterator[Path]:
    """Make the workspace about a tiny company with an answer of its own."""
    source = '\n[tables.feedback]\nfrom = "data/feedback.csv"\ndates = "%Y-%m-%d"\n'
    place = tiny.write(tmp_path, "contract", more=source)
    (tmp_path / "data" / "feedback.csv").write_text(FEEDBACK, "utf-8")
    settings.ENVIRONMENT = replace(settings.ENVIRONMENT, definitions=place)
    yield place
    company.forget()
    cache.clear()


def interviewed(customer: str, said: str, user: User) -> Task:
    told: dict[str, Any] = {"unit": customer, "customer": customer, "what": "interview"}
    task = queue.put(title={"": "묻기"}, due=timezone.now().date(), **told).task
    assert task is not None
    changing.close(task=task, user=user, outcome="answered", said=said, happened=True)
    return task


def test_an_answer_is_a_row_of_feedback_and_one_of_nobody_is_set_aside(
    place: Path, person: Callable[..., User]
) -> None:
    user = person("박상담", "service")
    good = interviewed("c03", "가격이 올라서 고민했어요", user)
    nobody, silent = interviewed("c99", "누구지", user), interviewed("c05", "", user)
    write_touches()
    later = timezone.now() + timedelta(days=2)
    module = __import__("sys").modules["tenure.pipeline.run"]
    with patch.object(module, "questions", lambda rule, as_of: [Question("attrition")]):
        found = run(load(place), now=later)
    with Company.open(place, today=later.date()) as told:
        rows = told.engine.execute(told.data.tables["feedback"], metric="feedback").to_pylist()
    said = {row["feedback_id"]: (row["customer_id"], row["source"], row["text"]) for row in rows}
    assert said == {
        "f1": ("c01", "nps", "좋아요"),
        f"interview-{good.pk}": ("c03", "interview", "가격이 올라서 고민했어요"),
    }
    aside = pq.read_table(found.folder / "quarantine" / "own_feedback.parquet").to_pylist()
    assert [(row["customer_id"], row["reason"]) for row in aside] == [("c99", "no such customer")]
    for task, why in ((nobody, "no such customer"), (good, ""), (silent, "")):
        task.refresh_from_db()
        assert refused_why(task) == why


def test_an_answer_taken_back_is_gone(place: Path, person: Callable[..., User]) -> None:
    task = interviewed("c03", "가격", person("박상담", "service"))
    (day,) = write_touches()
    file = place.parent / "store" / "acts" / "feedback" / f"{day}.parquet"
    assert pq.read_table(file).num_rows == 1
    changing.reopen(task=task)
    write_touches()
    assert not file.exists()
