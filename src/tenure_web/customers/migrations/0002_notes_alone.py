"""Notes are notes: what was to be done has moved to the tasks."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("customers", "0001_initial"), ("tasks", "0002_one_way")]

    operations = [
        migrations.RemoveField("note", "is_task"),
        migrations.RemoveField("note", "due"),
        migrations.RemoveField("note", "done_at"),
    ]
