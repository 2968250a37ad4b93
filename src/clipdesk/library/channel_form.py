"""The form of a channel."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from clipdesk.accounts.member import Member
from clipdesk.accounts.roles import OPERATE
from clipdesk.kernel.errors import ClipdeskError
from clipdesk.kernel.text import clean_words, sort_key
from clipdesk.library.channels import check_address
from clipdesk.library.models import Channel
from clipdesk.library.rtmp import new_key
from clipdesk.media.live.sources import RTMP
from clipdesk.ui.sentences import sentence

_ALARMS = ("alarm_seconds", "silence_alarm", "black_alarm", "frozen_alarm")
_BACKUP = ("backup_kind", "backup_address")
_FIELDS = ("name", "desk", "kind", "address", *_BACKUP, "origin", "hours", "gigabytes", *_ALARMS)
_ADDRESS = {"inputmode": "url", "autocapitalize": "none", "spellcheck": "false"}


class ChannelForm(forms.ModelForm):  # type: ignore[type-arg]
    """What a channel is and how much of it is kept."""

    class Meta:
        model = Channel
        fields = _FIELDS
        labels = {
            "name": _("Name"),
            "desk": _("Desk"),
            "address": _("Address of the stream"),
            "backup_address": _("Address of the backup"),
            "origin": _("Where it comes from"),
            "hours": _("Keep hours"),
            "gigabytes": _("Keep gigabytes"),
            "alarm_seconds": _("Tell us after seconds without anything"),
            "silence_alarm": _("Tell us after seconds of silence"),
            "black_alarm": _("Tell us after seconds of black"),
            "frozen_alarm": _("Tell us after seconds of a frozen picture"),
        }
        help_texts = {
            "name": _("As the newsroom calls it, for example “STV 1”."),
            "desk": _("Whoever works on this desk sees the channel and cuts it."),
            "address": _(
                "For example https://live.station.vn/tv.m3u8, http://10.0.0.5:8000/tv.ts, udp://239.1.1.1:5000 or "
                "https://radio.station.vn/fm. SRT: srt://:9000?passphrase=ten-letters-or-more. RTMP: empty, and the desk makes a "
                "stream key. A file that grows: the name of its folder. A key in it is shown to nobody but operators."
            ),
            "backup_address": _(
                "Recorded while the main source brings nothing; once that has come steadily for a while, it is again."
            ),
            "origin": _(
                "An agency, another station, a viewer … Empty: your own broadcast. Whoever signs a clip reads it, and risk "
                "classes are found by it."
            ),
            "hours": _(
                "What is older is thrown away, unless somebody is cutting it. An HD channel needs 2 to 4 GB an hour."
            ),
            "gigabytes": _(
                "Once the channel takes more room than this, its oldest part is thrown away. What a cut needs stays until the "
                "cut is made."
            ),
            "silence_alarm": _("Empty: nobody is told of silence."),
            "black_alarm": _("Empty: nobody is told of a black picture."),
            "frozen_alarm": _(
                "Empty: nobody is told. Leave it empty where a still picture is usual, as in a radio studio."
            ),
        }
        widgets = {name: forms.TextInput(attrs=_ADDRESS) for name in ("address", "backup_address")}

    kind = forms.ChoiceField(label=_("Kind of source"), choices=lambda: list(Channel.KINDS.items()))
    backup_kind = forms.ChoiceField(
        label=_("Backup source"), required=False, choices=lambda: [("", _("None")), *Channel.KINDS.items()]
    )

    def __init__(self, *args: Any, member: Member, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["address"].required = False  # of RTMP the desk makes it
        self._station = member.station
        allowed = member.desks_for(OPERATE)
        desks = [desk for desk in member.station.desks.all() if allowed is None or desk.pk in allowed]
        self.fields["desk"].queryset = member.station.desks.filter(pk__in=[desk.pk for desk in desks])  # type: ignore[attr-defined]
        self.fields["desk"].choices = [  # type: ignore[attr-defined]
            (desk.pk, desk.name) for desk in sorted(desks, key=lambda desk: sort_key(desk.name))
        ]

    def clean(self) -> dict[str, Any]:
        """Look at the address as far as that goes without calling anybody."""
        data = super().clean() or {}
        for field in ("name", "address", "backup_address", "origin"):
            if field in data:
                data[field] = " ".join(clean_words(data[field]).split())
        self._fill_keys(data)
        if data.get("backup_address") and not data.get("backup_kind"):
            self.add_error("backup_kind", _("Say which kind of source the backup is."))
        if data.get("backup_kind") and not data.get("backup_address"):
            self.add_error("backup_address", _("Give the address of the backup, or choose none."))
        if data.get("backup_address") and data["backup_address"] == data.get("address"):
            self.add_error("backup_address", _("This is the main source. Give another address, or choose none."))
        for kind, address in (("kind", "address"), _BACKUP):
            if data.get(kind) and data.get(address):
                try:
                    check_address(data[kind], data[address], self._station)
                except ClipdeskError as error:
                    self.add_error(address, sentence(error))
        return data

    def _fill_keys(self, data: dict[str, Any]) -> None:
        """An encoder that sends over RTMP needs a key, and none is better than one that the desk makes."""
        for kind, address in (("kind", "address"), _BACKUP):
            if data.get(kind) == RTMP and not data.get(address):
                data[address] = new_key()
        if data.get("kind") and not data.get("address") and "address" not in self.errors:
            self.add_error("address", self.fields["address"].error_messages["required"])

    def validate_unique(self) -> None:
        """Leave it to the table, whose answer is a sentence of ours."""

    def said(self) -> Mapping[str, Any]:
        """Return what was said."""
        return {name: self.cleaned_data[name] for name in _FIELDS}
