"""How rules and days are said in words."""

from __future__ import annotations

from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from clipdesk.kernel.recurrence import DAILY, DAYS, MONTHLY, ON_DAYS, ON_WEEKDAY, ONCE, OWN, WEEKLY, YEARLY, Repeat
from clipdesk.ui.formats import day as day_text

DAY_NAMES = dict(
    zip(
        DAYS,
        (_("Monday"), _("Tuesday"), _("Wednesday"), _("Thursday"), _("Friday"), _("Saturday"), _("Sunday")),
        strict=True,
    )
)
SHORT_DAYS = (_("Mon"), _("Tue"), _("Wed"), _("Thu"), _("Fri"), _("Sat"), _("Sun"))
REPEATS = {
    ONCE: _("Once"),
    DAILY: _("Every day"),
    ON_DAYS: _("On these days of the week"),
    WEEKLY: _("Every week on the day of the first one"),
    MONTHLY: _("Every month on the same day"),
    ON_WEEKDAY: _("Every month on the same weekday (the second Tuesday, say)"),
    YEARLY: _("Every year"),
    OWN: _("By a rule of its own"),
}


def in_words(repeat: Repeat) -> str:
    """Return how often something comes, as a sentence part; empty for once."""
    if repeat.kind == ONCE:
        return ""
    often = str(REPEATS[repeat.kind])
    if repeat.kind == ON_DAYS:
        often = ", ".join(str(DAY_NAMES[day]) for day in repeat.days)
    elif repeat.kind == OWN:
        often = repeat.own
    if repeat.every > 1:
        often = gettext("{often} (interval: {count})").format(often=often, count=repeat.every)
    if repeat.until is not None:
        often = gettext("{often}, until {day}").format(often=often, day=day_text(repeat.until))
    return often


def month_name(day: date) -> str:
    """Return the month of a day, like “November 2026”."""
    return date_format(day, "F Y")


def long_day(day: date) -> str:
    """Return a day with its name, like “Monday, 23 Nov 2026”."""
    return f"{date_format(day, 'l')}, {day_text(day)}"
