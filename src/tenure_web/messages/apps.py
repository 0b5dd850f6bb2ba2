"""The part `messages` as a Django app."""

from django.apps import AppConfig


class MessagesConfig(AppConfig):
    """The part `messages`; Django's own messages have its name as their label."""

    name = "tenure_web.messages"
    label = "outbox"
    default_auto_field = "django.db.models.BigAutoField"
