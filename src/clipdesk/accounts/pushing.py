"""Notices on phones and computers while no page of the desk is open: desk, kind and link, never a clip's content."""

from __future__ import annotations

import json

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from clipdesk.accounts.choosing import PUSH, keep_back, wants
from clipdesk.accounts.member import member_of
from clipdesk.accounts.models import Device, Notice, Person, Station
from clipdesk.accounts.notices import KINDS
from clipdesk.accounts.summing_up import summary, way_of_summary
from clipdesk.accounts.web_push import (
    Gone,
    Subscription,
    is_known,
    own_key,
    public_text,
    read_subscription,
    send,
    token,
)
from clipdesk.jobs.announce import defer
from clipdesk.kernel.clock import now
from clipdesk.kernel.errors import ClipdeskError, gettext_noop
from clipdesk.kernel.text import clean_words

MOST_DEVICES = 10
_KEPT_SECONDS = 12 * 3600  # at the push service, while the device is off


class NoSubscription(ClipdeskError):
    """The browser sent something that is no subscription."""

    message = gettext_noop("This browser could not be registered. Reload the page and try again.")


class UnknownService(ClipdeskError):
    """The browser's push service is none that the desk calls."""

    message = gettext_noop(
        "This browser's notices go through {service}, which this desk does not know. Take another browser, or ask the "
        "operator to add it (CLIPDESK_PUSH_SERVICES)."
    )


class TooManyDevices(ClipdeskError):
    """Somebody registers one device after the other."""

    message = gettext_noop("You have {count} devices already. Remove one that you no longer use.")


class NameTheDevice(ClipdeskError):
    """A device has no name."""

    message = gettext_noop("Give the device a name, so that you know it again.")


def key_of_the_desk() -> str:
    """Return the public key that browsers subscribe with."""
    return public_text(own_key(settings.PUSH_SECRET()))


def register(person: Person, name: str, subscription: str) -> Device:
    """Let a browser show the person's notices from now on; it says so at once.

    Raises:
        NameTheDevice, NoSubscription, UnknownService, TooManyDevices: nothing was written.
    """
    name = clean_words(name)[:80]
    if not name:
        raise NameTheDevice
    try:
        found = read_subscription(subscription)
    except ValueError as error:
        raise NoSubscription from error
    if not is_known(found.endpoint, settings.PUSH_SERVICES):
        raise UnknownService(service=found.endpoint[:100])
    with transaction.atomic():
        Person.objects.select_for_update(no_key=True).get(pk=person.pk)
        Device.objects.filter(endpoint=found.endpoint).delete()  # the browser may have been somebody else's
        if person.devices.count() >= MOST_DEVICES:
            raise TooManyDevices(count=MOST_DEVICES)
        device = Device.objects.create(
            person=person, name=name, endpoint=found.endpoint, public_key=found.public_key, auth=found.auth
        )
        defer("accounts.greet_device", device_id=device.pk)
    return device


def push(notice: Notice) -> None:
    """Ring on every device of the person, unless they have read the notice, have left, chose otherwise, or want quiet
    now."""
    if notice.read_at or member_of(notice.person, notice.station) is None or not notice.person.devices.exists():
        return
    if not wants(notice, PUSH) or keep_back(notice):
        return
    for device in notice.person.devices.all():
        defer("accounts.push_to", urgent=notice.is_urgent, notice_id=notice.pk, device_id=device.pk)


def push_to(notice: Notice, device: Device) -> None:
    """Send a notice to one device; the same notice sent twice is shown once. A device that is gone is forgotten.

    Raises:
        OSError: the push service did not take it; the job tries again.
    """
    if notice.read_at or device.person_id != notice.person_id:
        return
    way = reverse("accounts:notice", kwargs={"station": notice.station.slug, "notice_id": notice.pk})
    with translation.override(notice.person.language or notice.station.language):
        said = {"title": str(KINDS[notice.kind]), "body": notice.where, "url": way, "tag": str(notice.pk)}
    _send(device, {**said, "urgent": notice.is_urgent})


def push_summary(person: Person, station: Station, count: int) -> None:
    """Have every device of the person say how many notices their quiet hours kept back."""
    if member_of(person, station) is None:
        return
    for device in person.devices.all():
        defer("accounts.push_summary_to", device_id=device.pk, station_id=station.pk, count=count)


def push_summary_to(device: Device, station: Station, count: int) -> None:
    """Say on one device how many notices quiet hours kept back.

    Raises:
        OSError: the push service did not take it; the job tries again.
    """
    with translation.override(device.person.language or station.language):
        said = {"title": summary(station, count), "body": "Clipdesk", "url": way_of_summary(station), "tag": "summary"}
    _send(device, {**said, "urgent": False})


def greet(device: Device) -> None:
    """Show on a new device that it works."""
    with translation.override(device.person.language or settings.LANGUAGE_CODE):
        said = {"title": _("This device shows your notices"), "body": "Clipdesk", "url": "/me/", "tag": "greeting"}
    _send(device, {**said, "urgent": False})


def _send(device: Device, said: dict[str, object]) -> None:
    subscription = Subscription(device.endpoint, bytes(device.public_key), bytes(device.auth))
    contact = settings.ORIGIN if settings.ORIGIN.startswith("https:") else f"mailto:{settings.DEFAULT_FROM_EMAIL}"
    authorization = token(device.endpoint, contact, own_key(settings.PUSH_SECRET()), now())
    body = json.dumps(said, ensure_ascii=False).encode()
    try:
        send(subscription, body, authorization, seconds=_KEPT_SECONDS, urgent=bool(said["urgent"]))
    except Gone:
        device.delete()
