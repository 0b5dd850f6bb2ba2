"""Exposures know when they were written to the store."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """Add told_at."""

    dependencies = [("plays", "0002_journeys")]
    operations = [
        migrations.AddField("exposure", "told_at", models.DateTimeField(null=True, db_index=True)),
    ]
