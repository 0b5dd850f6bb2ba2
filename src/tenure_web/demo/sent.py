"""What was sent, offered, done and said in months past, as rows of the workspace."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta
from hashlib import sha256

from tenure.act.letter import fill
from tenure.act.steps import Message, Offer, Task
from tenure_web.demo.history import Contact
from tenure_web.lib import company
from tenure_web.messages import models as kept
from tenure_web.messages.composing import shown_in
from tenure_web.messages.persons import Digests
from tenure_web.people.models import User
from tenure_web.tasks.models import Task as Given

_OUTCOMES = (*("reached",) * 5, *("promised",) * 3, *("not_interested",) * 2)
_TAKEN, _EXPIRED = kept.Offer.State.TAKEN, kept.Offer.State.EXPIRED


def write(contacts: Sequence[Contact], people: Mapping[str, User]) -> None:
    """Write messages, offers and tasks.

    All of it is told already: the company's own tables have it.
    """
    offers = {_key(one): made for one in contacts if (made := _offer(one)) is not None}
    kept.Offer.objects.bulk_create(offers.values(), batch_size=500, ignore_conflicts=True)
    name = company.definitions().company.name
    sent = [_delivery(one, offers.get(_key(one)), name) for one in contacts]
    rows = [one for one in sent if one is not None]
    kept.Delivery.objects.bulk_create(rows, batch_size=500, ignore_conflicts=True)
    _tries()
    Given.objects.bulk_create(_tasks(contacts, people), batch_size=500, ignore_conflicts=True)


def write_refusals(refusals: Sequence[Contact]) -> None:
    """Write consents withdrawn and addresses closed."""
    _withdrawn([one for one in refusals if one.unsubscribed is not None])
    _closed([one for one in refusals if one.complained is not None])


def _key(one: Contact) -> tuple[str, str, str]:
    return one.customer.id, one.play.id, one.occasion


def _lot(one: Contact) -> int:
    """Return a number that is always the same for a contact."""
    return int(sha256(":".join(_key(one)).encode()).hexdigest()[:8], 16)


def _delivery(one: Contact, offer: kept.Offer | None, name: str) -> kept.Delivery | None:
    """Return a message as it was sent; None for a contact by another way."""
    steps = [(at, step) for at, step in enumerate(one.play.steps) if isinstance(step, Message)]
    if one.channel == "call" or not steps:
        return None
    at, step = steps[0]
    language = one.customer.language
    subject, body = step.subject.of(language), step.body.of(language)
    values: dict[str, object] = {"name": one.customer.name, "company": name}
    if offer is not None and isinstance(offer.words, dict):
        values |= {"offer": offer.words.get(language), "offer_code": offer.code}
        values |= {"offer_ends": offer.expires_at.date(), "offer_share": offer.size}
    letter = fill(subject, body, values, shown_in(language, {}))
    changed = max(found for found in (one.at, one.opened, one.clicked) if found is not None)
    return kept.Delivery(
        unit=one.customer.unit,
        customer=one.customer.id,
        play=one.play.id,
        version=one.play.version,
        step=str(at),
        occurrence=one.occasion,
        channel=one.channel,
        purpose=one.play.purpose,
        language=language,
        subject=subject,
        body=body,
        sent_subject=letter.subject,
        sent_body=letter.text,
        cost=one.cost,
        state=kept.Delivery.State.SENT,
        tries=1,
        put_at=one.at,
        due_at=one.at,
        ended_at=one.at,
        opened_at=one.opened,
        clicked_at=one.clicked,
        changed_at=changed,
        told_at=changed,
    )


def _tries() -> None:
    """Write the one try of each message."""
    fresh = kept.Delivery.objects.filter(attempts=None, state=kept.Delivery.State.SENT)
    kept.Attempt.objects.bulk_create(
        [
            kept.Attempt(delivery_id=pk, at=at, outcome="sent", code="250")
            for pk, at in fresh.values_list("pk", "ended_at")
            if at is not None
        ],
        batch_size=500,
    )


def _offer(one: Contact) -> kept.Offer | None:
    """Return what was offered, taken by who followed the link; None for a play that offers not."""
    steps = [(at, step) for at, step in enumerate(one.play.steps) if isinstance(step, Offer)]
    if not steps:
        return None
    at, step = steps[0]
    over = one.at + timedelta(days=step.expires)
    taken = one.clicked if one.clicked is not None and one.clicked < over else None
    return kept.Offer(
        unit=one.customer.unit,
        customer=one.customer.id,
        play=one.play.id,
        version=one.play.version,
        step=str(at),
        occasion=one.occasion,
        kind=step.offer,
        size=step.size,
        cost=step.cost,
        words=step.words.model_dump(),
        state=_TAKEN if taken else _EXPIRED,
        granted_at=one.at,
        expires_at=over,
        taken_at=taken,
        changed_at=taken or over,
        told_at=taken or over,
    )


def _tasks(contacts: Sequence[Contact], people: Mapping[str, User]) -> Iterator[Given]:
    """Yield the calls that were made, with what came of them."""
    for one in contacts:
        steps = [(at, step) for at, step in enumerate(one.play.steps) if isinstance(step, Task)]
        if one.channel != "call" or not steps:
            continue
        at, step = steps[0]
        owner = people.get(one.play.owner or "")
        yield Given(
            kind="customer" if one.customer.unit == one.customer.id else "account",
            unit=one.customer.unit,
            customer=one.customer.id,
            what=step.task,
            purpose=one.play.purpose,
            play=one.play.id,
            version=one.play.version,
            occasion=one.occasion,
            step=at,
            title=step.title.model_dump(),
            guide=step.guide.model_dump() if step.guide else {},
            queue=one.play.owner or "",
            owner=owner,
            due=one.at.date(),
            state=Given.State.DONE,
            outcome=_OUTCOMES[_lot(one) % len(_OUTCOMES)],
            made_at=one.at - timedelta(days=step.due),
            closed_at=one.at,
            closed_by=owner,
            told_at=one.at,
        )


def _withdrawn(contacts: Sequence[Contact]) -> None:
    """Write who wants no more marketing, by the channel of the message that said so."""
    digests = Digests()
    found = {(one.customer.id, one.channel): one for one in contacts}
    marks = {name: digests.of("customer", name) for name, _ in found}
    people = [kept.Person(customer=name, digest=mark) for name, mark in marks.items()]
    kept.Person.objects.bulk_create(people, batch_size=500, ignore_conflicts=True)
    known = dict(kept.Person.objects.values_list("digest", "pk"))
    kept.Consent.objects.bulk_create(
        [
            kept.Consent(
                person_id=known[marks[name]],
                purpose="marketing",
                channel=one.channel,
                given=False,
                source=one.play.id,
                at=one.unsubscribed,
            )
            for (name, _), one in found.items()
            if one.unsubscribed is not None
        ],
        batch_size=500,
    )


def _closed(contacts: Sequence[Contact]) -> None:
    """Close the addresses of who called a message spam."""
    digests = Digests()
    found = {digests.of_address(one.customer.email): one.complained for one in contacts}
    kept.Suppression.objects.bulk_create(
        [
            kept.Suppression(digest=mark, reason=kept.Suppression.Reason.COMPLAINT, at=at)
            for mark, at in found.items()
            if at is not None
        ],
        ignore_conflicts=True,
    )
