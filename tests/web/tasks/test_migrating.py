"""Tasks that were written beside notes move to the tasks, nothing of them is lost."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

OLD = [("customers", "0001_initial"), ("tasks", "0001_initial")]
WRITTEN = datetime(2026, 3, 2, 1, tzinfo=UTC)


@pytest.fixture
def before(transactional_db: None) -> Any:
    """The models as they were, and a way on; everything is as it is now afterwards."""
    executor = MigrationExecutor(connection)
    newest = executor.loader.graph.leaf_nodes()
    executor.migrate(OLD)
    yield executor.loader.project_state(OLD).apps
    MigrationExecutor(connection).migrate(newest)


def test_tasks_of_notes_become_tasks_and_notes_stay_notes(before: Any) -> None:
    note, task = before.get_model("customers", "Note"), before.get_model("tasks", "Task")
    user = before.get_model("people", "User").objects.create(username="박상담")
    for text, more in (
        ("전화함", {}),
        ("계약서 보내기\n두 부", {"is_task": True, "due": date(2026, 3, 9)}),
        ("끝난 일", {"is_task": True, "done_at": datetime(2026, 3, 3, tzinfo=UTC)}),
        ("지운 일", {"is_task": True, "deleted_at": datetime(2026, 3, 4, tzinfo=UTC)}),
    ):
        made = note.objects.create(unit="C1", author=user, text=text, **more)
        note.objects.filter(pk=made.pk).update(written_at=WRITTEN)
    for occasion in ("1", "2"):
        told = {"unit": "C1", "customer": "C1", "play": "early_call", "occasion": occasion}
        task.objects.create(**told, due=date(2026, 3, 9))
    MigrationExecutor(connection).migrate(
        [("customers", "0002_notes_alone"), ("tasks", "0003_one_open")]
    )

    from tenure_web.customers.models import Note
    from tenure_web.tasks.models import Task

    assert [one.text for one in Note.objects.all()] == ["전화함"]
    open_one, done, deleted = Task.objects.filter(what="todo").order_by("pk")
    assert (open_one.title, open_one.guide) == ({"": "계약서 보내기"}, {"": "계약서 보내기\n두 부"})
    assert (open_one.due, open_one.made_at, open_one.state) == (date(2026, 3, 9), WRITTEN, "open")
    assert open_one.owner == open_one.author
    assert open_one.owner.get_username() == "박상담"
    assert (done.state, done.outcome, done.due) == ("done", "done", date(2026, 3, 2))
    assert (deleted.state, deleted.closed_at) == ("dropped", datetime(2026, 3, 4, tzinfo=UTC))
    calls = Task.objects.filter(what="call").order_by("pk")
    assert [one.state for one in calls] == ["open", "dropped"], "one open of a play and kind"
