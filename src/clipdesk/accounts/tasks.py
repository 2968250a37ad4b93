"""Doorbells of accounts."""

from datetime import datetime

import procrastinate
from django.db import OperationalError
from procrastinate.jobs import Job

from clipdesk.accounts import chats, keepers, mailing, pushing, summing_up, webhooks
from clipdesk.accounts.models import Call, Chat, Device, Keeper, Notice, Person, Station
from clipdesk.accounts.notices import tell_operators
from clipdesk.accounts.telegram import TooFast
from clipdesk.jobs.app import app

_TRANSIENT = {OSError, OperationalError}
# A push service that is away is tried again after 5 s, 25 s and 2 min: what comes later than that is stale.
_BRISK = procrastinate.RetryStrategy(max_attempts=4, exponential_wait=5, retry_exceptions=_TRANSIENT)
# A mail server that is away is tried again for about a day: after 6 s, 36 s, 4 min, 22 min, 2 h, 13 h.
_PATIENT = procrastinate.RetryStrategy(max_attempts=7, exponential_wait=6, retry_exceptions=_TRANSIENT)
# The same waits, until webhooks.call() gives up by itself; beyond that, a lost database connection only.
_CALLING = procrastinate.RetryStrategy(
    max_attempts=webhooks.MOST_TRIES + 2, exponential_wait=6, retry_exceptions=_TRANSIENT
)


class AsTelegramAsks(procrastinate.RetryStrategy):
    """As usual, but where Telegram says for how long it takes nothing, exactly that long."""

    def get_retry_decision(self, *, exception: BaseException, job: Job) -> procrastinate.RetryDecision | None:
        """Say when to try again, if at all."""
        decision = super().get_retry_decision(exception=exception, job=job)
        if decision is None or not isinstance(exception, TooFast):
            return decision
        return procrastinate.RetryDecision(retry_in={"seconds": exception.seconds})


_TELEGRAM = AsTelegramAsks(max_attempts=5, exponential_wait=5, retry_exceptions=_TRANSIENT)


@app.task(queue="notices", name="accounts.mail_notice", retry=_PATIENT)
def mail_notice(notice_id: str) -> None:
    """Send a notice by e-mail."""
    mailing.mail(_notice(notice_id))


@app.task(queue="housekeeping", name="accounts.tell_history_unsigned", retry=_BRISK)
def tell_history_unsigned() -> None:
    """Say that the history is not signed."""
    tell_operators("history_unsigned", "history")


@app.task(queue="notices", name="accounts.mail_second_factor", retry=_PATIENT)
def mail_second_factor(person_id: str, what: str, at: str) -> None:
    """Tell somebody by e-mail what happened to their second factor."""
    mailing.mail_second_factor(Person.objects.get(pk=person_id), what, datetime.fromisoformat(at))


@app.task(queue="alarms", name="accounts.push_notice", priority=50)
def push_notice(notice_id: str) -> None:
    """Ring on the person's devices."""
    pushing.push(_notice(notice_id))


@app.task(queue="alarms", name="accounts.push_to", retry=_BRISK)
def push_to(notice_id: str, device_id: str) -> None:
    """Send a notice to one device, unless it was removed meanwhile."""
    notice = _notice(notice_id)
    for device in Device.objects.filter(pk=device_id):
        pushing.push_to(notice, device)


@app.task(queue="notices", name="accounts.greet_device", retry=_BRISK)
def greet_device(device_id: str) -> None:
    """Show on a new device that it works."""
    for device in Device.objects.filter(pk=device_id).select_related("person"):
        pushing.greet(device)


@app.task(queue="alarms", name="accounts.message_notice", priority=50, retry=_TELEGRAM)
def message_notice(notice_id: str) -> None:
    """Send a notice to the person's chat."""
    chats.message(_notice(notice_id))


@app.task(queue="notices", name="accounts.greet_chat", retry=_TELEGRAM)
def greet_chat(chat_id: str) -> None:
    """Show in a chat that it works, unless it was unlinked meanwhile."""
    for chat in Chat.objects.filter(pk=chat_id).select_related("bot__station", "person"):
        chats.greet(chat)


# Brisk, for a person stands there with the telephone in their hand; while no link waits, it asks nobody.
@app.periodic(cron="* * * * * */10")
@app.task(queue="notices", name="accounts.listen", queueing_lock="accounts.listen", lock="accounts.listen")
def listen(timestamp: int) -> None:
    """Look for people who used the link to their station's bot."""
    chats.listen()


@app.task(queue="alarms", name="accounts.note_for_webhook")
def note_for_webhook(notice_id: str) -> None:
    """Plan the call of a station's webhook."""
    webhooks.note(_notice(notice_id))


@app.task(queue="notices", name="accounts.call_webhook", retry=_CALLING)
def call_webhook(call_id: str) -> None:
    """Call a station's webhook, unless it was removed meanwhile."""
    for planned in Call.objects.filter(pk=call_id).select_related("webhook__station"):
        webhooks.call(planned)


@app.periodic(cron="* * * * *")
@app.task(queue="notices", name="accounts.sum_up", queueing_lock="accounts.sum_up")
def sum_up(timestamp: int) -> None:
    """Send summaries to those whose quiet hours are over."""
    summing_up.sum_up()


@app.task(queue="notices", name="accounts.summarise_by_mail", retry=_PATIENT)
def summarise_by_mail(person_id: str, station_id: str, count: int) -> None:
    """Mail a summary."""
    mailing.mail_summary(Person.objects.get(pk=person_id), Station.objects.get(pk=station_id), count)


@app.task(queue="notices", name="accounts.summarise_by_push")
def summarise_by_push(person_id: str, station_id: str, count: int) -> None:
    """Show a summary on the person's devices."""
    pushing.push_summary(Person.objects.get(pk=person_id), Station.objects.get(pk=station_id), count)


@app.task(queue="notices", name="accounts.push_summary_to", retry=_BRISK)
def push_summary_to(device_id: str, station_id: str, count: int) -> None:
    """Show a summary on one device, unless it was removed meanwhile."""
    for device in Device.objects.filter(pk=device_id).select_related("person"):
        pushing.push_summary_to(device, Station.objects.get(pk=station_id), count)


@app.task(queue="notices", name="accounts.summarise_by_telegram", retry=_TELEGRAM)
def summarise_by_telegram(person_id: str, station_id: str, count: int) -> None:
    """Send a summary to the person's chat."""
    chats.message_summary(Person.objects.get(pk=person_id), Station.objects.get(pk=station_id), count)


@app.task(queue="notices", name="accounts.ask_keeper", retry=_PATIENT)
def ask_keeper(keeper_id: str) -> None:
    """Ask a mailbox whether somebody will keep checkpoints, unless it was removed meanwhile."""
    for keeper in Keeper.objects.filter(pk=keeper_id).select_related("station"):
        mailing.mail_question(keeper)


@app.task(queue="notices", name="accounts.mail_checkpoint", retry=_PATIENT)
def mail_checkpoint(keeper_id: str) -> None:
    """Send the newest checkpoint to a mailbox, unless it was removed meanwhile."""
    for keeper in Keeper.objects.filter(pk=keeper_id).select_related("station"):
        mailing.mail_checkpoint(keeper)


@app.periodic(cron="40 22 * * *")  # 5:40 in Hà Nội: the night's rows are in it, and it is there before the day begins
@app.task(queue="housekeeping", name="accounts.send_checkpoints", queueing_lock="accounts.send_checkpoints")
def send_checkpoints(timestamp: int) -> None:
    """Send the newest checkpoint to every mailbox outside, where there was any activity."""
    keepers.send_to_all()


def _notice(notice_id: str) -> Notice:
    return Notice.objects.select_related("person", "station", "desk").get(pk=notice_id)
