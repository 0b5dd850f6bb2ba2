"""The shared part as a Django app, for its templates and static files."""

from django.apps import AppConfig


class LibConfig(AppConfig):
    """The shared part."""

    name = "tenure_web.lib"
    label = "lib"
