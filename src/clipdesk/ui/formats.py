"""Numbers, sizes, lengths and moments as people of either language write them.

Every function takes the language and zone of the page unless told otherwise: the language Django has active and the
zone that the station's middleware has activated.
"""

from datetime import UTC, date, datetime, tzinfo
from fractions import Fraction

from babel.dates import format_timedelta
from babel.numbers import format_decimal
from django.utils import timezone
from django.utils.translation import get_language, gettext, ngettext

from clipdesk.kernel import clock
from clipdesk.kernel.time import clock_text

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_UNITS = ("B", "kB", "MB", "GB", "TB", "PB")
_JUST_NOW = 45


def _language() -> str:
    return (get_language() or "en").split("-")[0]


def number(value: float | Fraction, digits: int | None = None) -> str:
    """Return a number with the language's separators; `digits` after the point are kept exactly when given."""
    pattern = "#,##0.###" if digits is None else "#,##0" + ("." + "0" * digits if digits else "")
    plain = value if isinstance(value, int) else float(value)
    return format_decimal(plain, format=pattern, locale=_language())


def size(count: int) -> str:
    """Return a file size in decimal units (1 kB = 1000 bytes), as disks and platforms count."""
    amount, unit = float(count), 0
    while amount >= 999.5 and unit < len(_UNITS) - 1:
        amount, unit = amount / 1000, unit + 1
    digits = 1 if unit and amount < 99.95 else 0
    return f"{number(amount, digits)}\u00a0{_UNITS[unit]}"


def length(seconds: float | Fraction) -> str:
    """Return a media length for columns and labels: `0:42`, `12:05`, `1:02:30`."""
    return clock_text(Fraction(seconds))


def spoken_length(seconds: float | Fraction) -> str:
    """Return a length in words: “1 hr 2 min”, “3 min 5 s”, “42 s”; at most two units, rounded to whole seconds."""
    whole = round(float(seconds))
    hours, minutes, rest = whole // 3600, whole // 60 % 60, whole % 60
    if hours:
        parts = [(hours, gettext("{n} hr")), (minutes, gettext("{n} min"))]
    else:
        parts = [(minutes, gettext("{n} min")), (rest, gettext("{n} s"))]
    said = [text.format(n=number(value)) for value, text in parts if value]
    return " ".join(said) or gettext("{n} s").format(n=0)


def local(moment: datetime, zone: tzinfo | None = None) -> datetime:
    """Return the moment on the station's clock. Raises ValueError for a naive datetime."""
    if moment.tzinfo is None:
        raise ValueError("A moment must know its zone.")
    return moment.astimezone(zone or timezone.get_current_timezone())


def day(moment: datetime | date, zone: tzinfo | None = None) -> str:
    """Return the date: “23/11/2026” in Vietnamese, “23 Nov 2026” in English."""
    shown = local(moment, zone) if isinstance(moment, datetime) else moment
    if _language() == "vi":
        return f"{shown.day:02d}/{shown.month:02d}/{shown.year:04d}"
    return f"{shown.day} {_MONTHS[shown.month - 1]} {shown.year:04d}"


def time_of_day(moment: datetime, zone: tzinfo | None = None) -> str:
    """Return the time on the station's clock, `14:05`."""
    return f"{local(moment, zone):%H:%M}"


def date_time(moment: datetime, zone: tzinfo | None = None) -> str:
    """Return date and time: “23/11/2026 14:05” in Vietnamese, “23 Nov 2026, 14:05” in English."""
    between = " " if _language() == "vi" else ", "
    return f"{day(moment, zone)}{between}{time_of_day(moment, zone)}"


def date_time_zone(moment: datetime, zone: tzinfo | None = None) -> str:
    """Return date and time with the distance from UTC: “23 Nov 2026, 14:05 (UTC+7)”."""
    offset = local(moment, zone).utcoffset()
    minutes = int(offset.total_seconds() // 60) if offset else 0
    sign = "−" if minutes < 0 else "+"
    hours, rest = divmod(abs(minutes), 60)
    shift = "" if not minutes else f"{sign}{hours}" + (f":{rest:02d}" if rest else "")
    return f"{date_time(moment, zone)} (UTC{shift})"


def ago(moment: datetime, now: datetime | None = None) -> str:
    """Return the distance from now in one unit: “5 minutes ago”, “in 2 hours”, “just now”."""
    delta = moment.astimezone(UTC) - (now or clock.now())
    if abs(delta.total_seconds()) < _JUST_NOW:
        return gettext("just now")
    return format_timedelta(delta, add_direction=True, threshold=1.2, locale=_language())


def counted(count: int, singular: str, plural: str) -> str:
    """Return a count with its noun, in the plural form the language asks for.

    `singular` and `plural` are msgids with `{count}`; mark them where they are written with `ngettext_noop`.
    """
    return ngettext(singular, plural, count).format(count=number(count))


def frames_per_second(rate: Fraction) -> str:
    """Return a frame rate as people write it: `25 fps`, `29.97 fps`."""
    return f"{number(rate, 0 if rate.denominator == 1 else 2)} fps"


def seconds_text(seconds: Fraction) -> str:
    """Return a time for editing by hand: `m:ss.fff`."""
    minutes, rest = divmod(round(seconds * 1000), 60_000)
    return f"{minutes}:{rest // 1000:02d}.{rest % 1000:03d}"


def moment_text(text: str) -> str:
    """Return a stored ISO 8601 moment as date and time in the active zone."""
    return date_time_zone(datetime.fromisoformat(text))
