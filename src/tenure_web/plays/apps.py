"""The part `plays` as a Django app."""

from django.apps import AppConfig


class PlaysConfig(AppConfig):
    """The part `plays`."""

    name = "tenure_web.plays"
    label = "plays"
    default_auto_field = "django.db.models.BigAutoField"
