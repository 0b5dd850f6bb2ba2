"""People as a Django app."""

from django.apps import AppConfig
from django.contrib.auth.signals import user_logged_in, user_logged_out


class PeopleConfig(AppConfig):
    """People."""

    name = "tenure_web.people"
    label = "people"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Note sessions as they begin and end, and the language that somebody chooses."""
        from tenure_web.lib.language import chosen
        from tenure_web.people import account, sessions

        user_logged_in.connect(sessions.begun, dispatch_uid="people.begun")
        chosen.connect(account.language_chosen, dispatch_uid="people.language")
        user_logged_out.connect(sessions.ended, dispatch_uid="people.ended")
