"""The part `definitions` as a Django app."""

from django.apps import AppConfig


class DefinitionsConfig(AppConfig):
    """The part `definitions`."""

    name = "tenure_web.definitions"
    label = "definitions"
    default_auto_field = "django.db.models.BigAutoField"
