"""When a message made its reader unsubscribe or complain."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("outbox", "0002_consents")]

    operations = [
        migrations.AddField("delivery", "unsubscribed_at", models.DateTimeField(null=True)),
        migrations.AddField("delivery", "complained_at", models.DateTimeField(null=True)),
    ]
