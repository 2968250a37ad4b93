"""Making and changing channels. Their addresses may hold a key, so the history names only what else was changed."""

from __future__ import annotations

import ipaddress
import re
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.db import IntegrityError, transaction

from clipdesk.accounts.member import Member
from clipdesk.accounts.models import Station
from clipdesk.accounts.roles import OPERATE
from clipdesk.history.transition import put, record, transition
from clipdesk.kernel.clock import now
from clipdesk.kernel.errors import ClipdeskError, gettext_noop
from clipdesk.kernel.targets import Inside, target_of
from clipdesk.library.models import Channel, LiveCut
from clipdesk.library.rolling import pinning
from clipdesk.library.rtmp import check_key
from clipdesk.media.live.fetching import SETTING
from clipdesk.media.live.sources import GROWING, RTMP, SRT, TS_UDP
from clipdesk.media.live.srt import read_srt_address
from clipdesk.media.live.udp import read_udp_address

_FOLDER = re.compile(r"[^\W_][^/\\\x00]{0,99}")


class NameTaken(ClipdeskError):
    """The station has a channel of that name."""

    message = gettext_noop("There is a channel called “{name}” already. Give this one another name.")


class StillOn(ClipdeskError):
    """A channel that is being recorded cannot be deleted."""

    message = gettext_noop("This channel is being recorded. Stop it first.")


class NotForPractice(ClipdeskError):
    """A trainee operates a practice station, without a second factor: the studio's own streams are none of its affair."""

    message = gettext_noop(
        "A channel of a practice station records from the internet or from this machine alone: nothing that is sent within "
        "the station's own network. Record that on the station itself."
    )


class NoWatchedFolders(ClipdeskError):
    """The setting is empty."""

    message = gettext_noop(
        "No folder may be watched on this desk. Whoever runs the machine names one in {setting} (see the settings)."
    )


class NotAFolder(ClipdeskError):
    """The address names none."""

    message = gettext_noop(
        "“{name}” is no folder to watch. Write the name of a folder in {root}, without / and without a dot at its beginning."
    )


def growing_folder(name: str) -> Path:
    """Return the folder in which a channel's file grows: one right below the one that the machine's operator names.

    Raises:
        NoWatchedFolders, NotAFolder.
    """
    if settings.GROWING is None:
        raise NoWatchedFolders(setting="CLIPDESK_GROWING")
    root: Path = settings.GROWING
    if not _FOLDER.fullmatch(name) or (root / name).is_symlink():
        raise NotAFolder(name=name[:80], root=root.name)
    return root / name


def inside_hosts(station: Station) -> tuple[str, ...]:
    """Return the hosts in a network of its own that channels of the station may name."""
    hosts: tuple[str, ...] = settings.LIVE_HOSTS
    return tuple(host for host in hosts if _is_this_machine(host)) if station.is_practice else hosts


def check_address(kind: str, address: str, station: Station) -> None:
    """Raise a ClipdeskError where nothing could, or may, ever be heard at this address; nothing is called."""
    if kind == RTMP:
        check_key(address)
        return
    if kind == GROWING:
        if station.is_practice:
            raise NotForPractice
        growing_folder(address)
        return
    if kind in (TS_UDP, SRT):
        host = read_srt_address(address).host if kind == SRT else read_udp_address(address)[0]
        if station.is_practice and not _is_this_machine(host):
            raise NotForPractice
        return
    try:
        target_of(address, inside_hosts(station), SETTING)
    except Inside as error:
        if station.is_practice and (urlsplit(address).hostname or "") in settings.LIVE_HOSTS:
            raise NotForPractice from error
        raise


def _check_addresses(said: Mapping[str, Any], station: Station) -> None:
    check_address(said["kind"], said["address"], station)
    if said.get("backup_address"):
        check_address(said["backup_kind"], said["backup_address"], station)


def _is_this_machine(host: str) -> bool:
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def make(member: Member, said: Mapping[str, Any]) -> Channel:
    """Make a channel; it is not recorded yet.

    Raises:
        NotAllowed, NameTaken, or what is wrong with the address.
    """
    member.require(OPERATE, said["desk"].pk)
    _check_addresses(said, member.station)
    try:
        with transaction.atomic():
            channel = Channel.objects.create(station=member.station, made_by=member.person, **said)
            record(channel, "channel_made", by=member.actor, after=_told(said))
    except IntegrityError as error:
        raise NameTaken(name=said["name"]) from error
    return channel


def change(channel: Channel, member: Member, said: Mapping[str, Any]) -> None:
    """Change a channel; one that is being recorded goes on with the new address by itself.

    Raises:
        NotAllowed, NameTaken, or what is wrong with the address.
    """
    member.require(OPERATE, channel.desk_id)
    member.require(OPERATE, said["desk"].pk)
    _check_addresses(said, member.station)
    old, changed = put(channel, said)
    if not changed:
        return
    try:
        with transaction.atomic():
            channel.save(update_fields=[*changed, "name_sort"])
            record(channel, "channel_changed", by=member.actor, before=_told(old), after=_told(changed))
    except IntegrityError as error:
        raise NameTaken(name=said["name"]) from error


def start(channel: Channel, member: Member) -> None:
    """Have a channel recorded from now on."""
    member.require(OPERATE, channel.desk_id)
    clean = {"on_since": now(), "trouble_message": "", "trouble_params": {}, "on_backup": False}
    with transaction.atomic():
        transition(channel, Channel.START, by=member.actor)
        Channel.objects.filter(pk=channel.pk).update(**clean)


def stop(channel: Channel, member: Member) -> None:
    """Have a channel recorded no longer; what is there stays until its window is over."""
    member.require(OPERATE, channel.desk_id)
    transition(channel, Channel.STOP, by=member.actor)


def delete(channel: Channel, member: Member) -> None:
    """Delete a channel and all that was recorded of it; recordings that were made of it stay.

    Raises:
        StillOn: it is being recorded.
        NotAllowed.
    """
    member.require(OPERATE, channel.desk_id)
    with transaction.atomic():
        current = Channel.objects.select_for_update().get(pk=channel.pk)
        if current.state == Channel.ON or pinning().filter(channel=current, state=LiveCut.WANTED).exists():
            raise StillOn
        record(channel, "channel_deleted", by=member.actor, before={"name": channel.name})
        folder = channel.folder.parent
        channel.delete()
    shutil.rmtree(folder, ignore_errors=True)


def _told(said: Mapping[str, Any]) -> dict[str, object]:
    """Return what the history keeps: of the address only that it is another one."""
    hidden = [name for name in ("address", "backup_address") if name in said]
    told: dict[str, object] = {name: value for name, value in said.items() if name not in (*hidden, "desk")}
    told |= {name: "…" if said[name] else "" for name in hidden}
    if "desk" in said:
        told["desk"] = str(said["desk"])
    return told
