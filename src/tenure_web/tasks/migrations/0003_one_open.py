"""One open task of a customer, play and kind; apart from the moving of rows, as PostgreSQL asks."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("tasks", "0002_one_way")]

    operations = [
        migrations.AddIndex(
            "task", models.Index(fields=["state", "owner", "due"], name="tasks_to_do")
        ),
        migrations.AddConstraint(
            "task",
            models.UniqueConstraint(
                condition=models.Q(("state", "open"), models.Q(("what", "todo"), _negated=True)),
                fields=("unit", "customer", "play", "what"),
                name="one_open_task_of_a_kind",
            ),
        ),
    ]
