"""What somebody typed as date and time, as the moment it means."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _


def moment_in(zone: ZoneInfo, text: str) -> datetime:
    """Return the moment that a clock in `zone` shows as `text` (ISO 8601, no zone of its own).

    Raises:
        ValidationError: it is no time, or the clocks skip it or show it twice on that day.
    """
    try:
        shown = datetime.fromisoformat(text)
    except ValueError as error:
        raise forms.ValidationError(_("This is no date and time. Write it like 2026-11-23T18:30.")) from error
    if shown.tzinfo is not None:
        raise forms.ValidationError(_("Write the time without a zone: it is the station's own."))
    if not 1900 < shown.year < 9000:  # nearer to the ends of time no zone can be reckoned with
        raise forms.ValidationError(_("This is no date and time. Write it like 2026-11-23T18:30."))
    moment = shown.replace(tzinfo=zone)
    said = {"time": f"{shown:%H:%M}", "zone": zone.key}
    if moment.astimezone(UTC).astimezone(zone).replace(tzinfo=None) != shown:
        sentence = gettext("{time} does not exist on that day: the clocks of {zone} go forward. Choose another time.")
        raise forms.ValidationError(sentence.format(**said))
    if moment.utcoffset() != moment.replace(fold=1).utcoffset():
        sentence = gettext("{time} comes twice on that day: the clocks of {zone} go back. Choose another time.")
        raise forms.ValidationError(sentence.format(**said))
    return moment.astimezone(UTC)
