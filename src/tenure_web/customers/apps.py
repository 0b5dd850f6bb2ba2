"""The part `customers` as a Django app."""

from django.apps import AppConfig


class CustomersConfig(AppConfig):
    """The part `customers`."""

    name = "tenure_web.customers"
    label = "customers"
    default_auto_field = "django.db.models.BigAutoField"
