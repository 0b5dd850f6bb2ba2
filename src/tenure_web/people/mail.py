"""Mail to people of the workspace: plain text."""

import logging
from smtplib import SMTPException

from django.conf import settings
from django.core.mail import EmailMessage

_log = logging.getLogger("tenure_web.people")


def there_is_mail() -> bool:
    """Say whether this installation sends mail."""
    return settings.ENVIRONMENT.mail is not None


def send(to: str, subject: str, text: str) -> bool:
    """Send a mail; say whether the server took it."""
    try:
        return bool(EmailMessage(" ".join(subject.split()), text, to=[to]).send())
    except (SMTPException, OSError) as error:
        _log.error("mail failed", extra={"facts": {"error": type(error).__name__}})
        return False
