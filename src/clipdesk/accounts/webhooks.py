"""A station's webhook: a program of its own is told what its people are told: station, desk, risk classes, kind and link,
never a clip's content. Signed, so that it knows who calls; tried for hours, so that a night's restart loses nothing."""

from __future__ import annotations

import json
import secrets
from collections.abc import Collection
from datetime import timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from clipdesk.accounts.bots import PracticeTellsNobodyOutside
from clipdesk.accounts.choosing import group_of
from clipdesk.accounts.member import Member
from clipdesk.accounts.models import Call, Notice, Webhook
from clipdesk.accounts.notices import people_who_may, tell
from clipdesk.accounts.roles import OPERATE
from clipdesk.accounts.sealing import OtherKey, seal, unseal
from clipdesk.connectors.http import Body, NoAnswer, NotReached, ask
from clipdesk.connectors.signature import signature
from clipdesk.history.transition import record
from clipdesk.jobs.announce import defer
from clipdesk.kernel.clock import now
from clipdesk.kernel.ids import new_id
from clipdesk.kernel.targets import Inside, NoAddress, NotFound, target_of

MOST_TRIES = 6
_KEPT_DAYS = 30
#: What came of a call that nobody answered.
OUTCOMES = {
    "unreached": _("Not reached"),
    "inside": _("Internal address: not called"),
    "no_secret": _("The secret cannot be read here"),
}


class NotTaken(OSError):
    """The webhook's program did not take a call; trying again may help."""


def set_webhook(member: Member, url: str, groups: Collection[str]) -> tuple[Webhook, str]:
    """Have the station's notices of these groups sent to an address; return the webhook and, if it is new, its secret:
    shown once.

    Raises:
        PracticeTellsNobodyOutside, NoAddress, NotFound, Inside: nothing was written.
    """
    if member.station.is_practice:
        raise PracticeTellsNobodyOutside
    target_of(url, settings.WEBHOOK_HOSTS)
    with transaction.atomic():
        given = {"url": url, "groups": list(groups)}
        secret = secrets.token_urlsafe(32)
        create = {**given, "sealed_secret": seal(secret)}
        hook, made = Webhook.objects.update_or_create(station=member.station, defaults=given, create_defaults=create)
        # of the address the host alone: what stands behind it may open a door by itself
        after = {"host": urlsplit(url).hostname or "", "groups": list(groups)}
        record(hook, "webhook_set", by=member.actor, after=after)
    return hook, secret if made else ""


def renew_secret(member: Member, hook: Webhook) -> str:
    """Sign with a new secret from now on, and return it: shown once."""
    secret = secrets.token_urlsafe(32)
    with transaction.atomic():
        Webhook.objects.filter(pk=hook.pk).update(sealed_secret=seal(secret))
        record(hook, "webhook_secret_renewed", by=member.actor)
    return secret


def remove_webhook(member: Member, hook: Webhook) -> None:
    """Call it no more, and forget its address, its secret and its calls."""
    with transaction.atomic():
        record(hook, "webhook_removed", by=member.actor, before={"host": urlsplit(hook.url).hostname or ""})
        hook.delete()


def try_webhook(hook: Webhook) -> None:
    """Have one call made that says it is a trial."""
    link = reverse("accounts:outside", kwargs={"station": hook.station.slug})
    _plan(hook, f"trial:{new_id()}", _body(Notice(station=hook.station, kind="trial", link=link)), urgent=False)


def note(notice: Notice) -> None:
    """Have the webhook of the notice's station called, once for all who were told of the cause.

    That it does not work is the one thing it is not told.
    """
    hook = Webhook.objects.select_related("station").filter(station=notice.station).first()
    if hook is None or notice.kind == "webhook_failed" or group_of(notice.kind) not in hook.groups:
        return
    _plan(hook, notice.cause, _body(notice), urgent=notice.is_urgent)


def call(planned: Call) -> None:
    """Make a call. The last of its tries that fails is told to the operators, once a day.

    Raises:
        NotTaken: the job tries again.
    """
    if planned.taken_at or planned.given_up_at:
        return
    outcome = _try(planned)
    taken = outcome.startswith("2")
    calls = Call.objects.filter(pk=planned.pk)
    with transaction.atomic():
        calls.update(tries=F("tries") + 1, outcome=outcome, taken_at=now() if taken else None)
        if taken:
            return
        if given_up := calls.filter(tries__gte=MOST_TRIES).update(given_up_at=now()):
            _tell_operators(planned.webhook)
    if not given_up:
        raise NotTaken(f"the webhook: {outcome}")


def _body(notice: Notice) -> str:
    """Return what is sent, in the station's language."""
    with translation.override(notice.station.language):
        said = {
            "station": notice.station.name,
            "desk": notice.desk.name if notice.desk else "",
            "classes": notice.class_names,
            "kind": notice.kind,
            "link": settings.ORIGIN + notice.link,
            "at": notice.made_at.isoformat(),
        }
    return json.dumps(said, ensure_ascii=False)


def _plan(hook: Webhook, cause: str, body: str, *, urgent: bool) -> None:
    with transaction.atomic():
        hook.calls.filter(made_at__lt=now() - timedelta(days=_KEPT_DAYS)).delete()
        planned, made = Call.objects.get_or_create(webhook=hook, cause=cause, defaults={"body": body})
        if made:
            defer("accounts.call_webhook", urgent=urgent, call_id=planned.pk)


def _try(planned: Call) -> str:
    """Call once and return the status that was answered, or a key of `OUTCOMES`."""
    moment, body = int(now().timestamp()), planned.body.encode()
    try:
        secret = unseal(planned.webhook.sealed_secret)
        target = target_of(planned.webhook.url, settings.WEBHOOK_HOSTS)
        headers = {
            "User-Agent": "Clipdesk",
            "Clipdesk-Call": str(planned.pk),
            "Clipdesk-Timestamp": str(moment),
            "Clipdesk-Signature": signature(secret, moment, body),
        }
        return str(ask(target, Body([body], len(body), headers=headers), most=0).status)
    except OtherKey:
        return "no_secret"
    except (Inside, NoAddress):
        return "inside"
    except (NotFound, NotReached, NoAnswer):
        return "unreached"


def _tell_operators(hook: Webhook) -> None:
    station = hook.station
    link = reverse("accounts:outside", kwargs={"station": station.slug})
    cause = f"{hook.pk}:{now().date().isoformat()}"
    operators = people_who_may(OPERATE, station)
    tell(operators, station=station, desk=None, kind="webhook_failed", cause=cause, link=link)
