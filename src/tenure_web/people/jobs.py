"""What is done for people after the answer."""

from django_tasks import task

from tenure_web.lib import company
from tenure_web.lib.language import words_of
from tenure_web.people.forgotten import link_for
from tenure_web.people.mail import send
from tenure_web.people.models import User


@task()
def send_password_link(address: str) -> None:
    """Send a link for a new password to everyone who has this address; to nobody, if none has."""
    for user in User.objects.filter(email__iexact=address, is_active=True):
        words = words_of(user.language or company.language())
        text = words("people.mail_password", name=user.get_username(), link=link_for(user))
        send(user.email, words("people.mail_password_subject"), text)
