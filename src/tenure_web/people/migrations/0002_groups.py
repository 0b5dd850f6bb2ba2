"""The groups of people, by name; their rights are in `rights.GROUPS`."""

from typing import Any

from django.db import migrations

NAMES = ("admin", "leader", "analyst", "account_manager", "marketer", "service", "auditor")


def add(apps: Any, editor: Any) -> None:
    """Add each group."""
    for name in NAMES:
        apps.get_model("auth", "Group").objects.get_or_create(name=name)


class Migration(migrations.Migration):
    """Add the groups; taking this back leaves them, for people may be in them."""

    dependencies = [("people", "0001_initial"), ("auth", "0012_alter_user_first_name_max_length")]
    operations = [migrations.RunPython(add, migrations.RunPython.noop)]
