"""The part `work` as a Django app."""

from django.apps import AppConfig


class WorkConfig(AppConfig):
    """The part `work`."""

    name = "tenure_web.work"
    label = "work"
    default_auto_field = "django.db.models.BigAutoField"
