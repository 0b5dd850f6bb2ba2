"""The part `insights` as a Django app."""

from django.apps import AppConfig


class InsightsConfig(AppConfig):
    """The part `insights`."""

    name = "tenure_web.insights"
    label = "insights"
    default_auto_field = "django.db.models.BigAutoField"
