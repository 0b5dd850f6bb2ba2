"""The part `api` as a Django app."""

from django.apps import AppConfig


class ApiConfig(AppConfig):
    """The part `api`."""

    name = "tenure_web.api"
    label = "api"
    default_auto_field = "django.db.models.BigAutoField"
