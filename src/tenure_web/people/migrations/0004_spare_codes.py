"""Spare codes of second factors are kept as a hash from now on; those that there are, too."""

from typing import Any

from django.db import migrations

from tenure_web.people.once import keyed_digest_of

_AS_SHOWN = 10


def hash_codes(apps: Any, schema_editor: Any) -> None:
    for one in apps.get_model("otp_static", "StaticToken").objects.select_related("device"):
        if len(one.token) == _AS_SHOWN:
            one.token = keyed_digest_of(one.token, one.device.user_id)
            one.save(update_fields=["token"])


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0003_visits_tokens_invitations"),
        ("otp_static", "0003_add_timestamps"),
    ]
    operations = [migrations.RunPython(hash_codes, migrations.RunPython.noop)]
