"""The part `tasks` as a Django app."""

from django.apps import AppConfig


class TasksConfig(AppConfig):
    """The part `tasks`."""

    name = "tenure_web.tasks"
    label = "tasks"
    default_auto_field = "django.db.models.BigAutoField"
