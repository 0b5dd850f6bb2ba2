"""The part `home` as a Django app."""

from django.apps import AppConfig


class HomeConfig(AppConfig):
    """The part `home`."""

    name = "tenure_web.home"
    label = "home"
    default_auto_field = "django.db.models.BigAutoField"
