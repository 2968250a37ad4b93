"""`clipdesk doctor`: what is there, what is missing, and what that costs. Nothing is changed; the desk need not run."""

from __future__ import annotations

import ctypes
import os
import shutil
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.conf import settings
from django.utils.translation import gettext as _
from fontTools.ttLib import TTFont

from clipdesk.config import paths
from clipdesk.config.checking_credentials import credentials
from clipdesk.config.checking_database import database
from clipdesk.config.checking_walls import sandbox
from clipdesk.config.finding import BROKEN, FINE, WEAK, Finding
from clipdesk.config.version import CHANGELOG
from clipdesk.kernel.errors import ClipdeskError
from clipdesk.library.storage import disk_state
from clipdesk.media.decoders import AUDIO_DECODERS, FORMATS, VIDEO_DECODERS
from clipdesk.media.errors import ModelDamaged
from clipdesk.media.models import FACES, SPEECH, Model, installed
from clipdesk.media.sandbox import FONTS
from clipdesk.media.supply import supply
from clipdesk.ui.sentences import sentence

DAY = 86400
#: More room than the kernel's `struct timex` takes; what adjtimex(2) answers where nothing keeps the clock right.
_TIMEX_BYTES, _TIME_ERROR = 512, 5
#: Every Vietnamese vowel with its marks lies between these, and đ; a font that has them writes any caption.
LETTERS = "ăâđêôơưẠạẬậẶặẾếỄễỘộỢợỬửỰựỸỹ"


def examine() -> list[Finding]:
    """Look at everything; what cannot be looked at is a finding too."""
    checks: tuple[Callable[[], Iterator[Finding]], ...] = (
        sandbox,
        _ffmpeg,
        _fonts,
        database,
        _disk,
        _clock,
        _origin,
        credentials,
        _mail,
        _extras,
    )
    return [finding for check in checks for finding in check()]


def can_work(findings: list[Finding]) -> bool:
    """Tell whether the desk can do its main job."""
    return all(finding.level != BROKEN for finding in findings)


def _ffmpeg() -> Iterator[Finding]:
    name = _("ffmpeg")
    try:
        found = supply()
    except ClipdeskError as error:
        yield Finding(name, BROKEN, sentence(error), _("Nothing can be read or rendered."))
        return
    what = _("Version {version} at {path}.").format(version=found.version, path=found.path)
    if not found.complete:
        lacking = ", ".join([*found.missing_filters, *found.missing_encoders])
        cost = _("It lacks {parts}: recordings cannot be read, or clips cannot be rendered.").format(parts=lacking)
        yield Finding(name, BROKEN, what, cost)
        return
    yield Finding(name, FINE, f"{what} " + _("Every filter and encoder that is needed is there."))
    opened = _("Files: {formats}. Picture: {video}. Sound: {audio}. Everything else stays shut.")
    words = {"formats": FORMATS, "video": VIDEO_DECODERS, "audio": AUDIO_DECODERS}
    yield Finding(_("What is opened"), FINE, opened.format(**{key: ", ".join(names) for key, names in words.items()}))


def _fonts() -> Iterator[Finding]:
    name, whole = _("Caption fonts"), []
    for path in sorted(FONTS.glob("*.[ot]tf")):
        with TTFont(path, lazy=True) as font:
            if all(ord(letter) in font.getBestCmap() for letter in LETTERS):
                whole.append(path.stem)
    if whole:
        yield Finding(name, FINE, _("With every Vietnamese letter: {names}.").format(names=", ".join(whole)))
    else:
        what = _("No font with every Vietnamese letter in {folder}.").format(folder=FONTS)
        yield Finding(name, BROKEN, what, _("Burnt-in captions would show boxes. Install Clipdesk anew."))


def _disk() -> Iterator[Finding]:
    apart = [folder for folder in (paths.FILES, paths.LIVE) if not folder.is_relative_to(paths.DATA)]
    for folder in [paths.DATA, *apart]:
        name, disk = _("Disk of {folder}").format(folder=folder), disk_state(folder)
        free = _("{percent} % are used.").format(percent=disk.percent)
        place = folder
        while not place.exists():
            place = place.parent
        if not os.access(place, os.W_OK):
            yield Finding(name, BROKEN, _("The desk may not write to {folder}.").format(folder=place))
        elif disk.stops_ingest and folder == paths.LIVE:
            yield Finding(name, WEAK, free, _("Nothing older of the channels can be removed: none is recorded."))
        elif disk.warns and folder == paths.LIVE:
            yield Finding(
                name, WEAK, free, _("It is filling up: the oldest of the channels is removed before its time.")
            )
        elif disk.stops_ingest:
            yield Finding(name, WEAK, free, _("No new recordings are taken until there is room; publishing goes on."))
        elif disk.warns:
            yield Finding(name, WEAK, free, _("It is filling up; soon no new recordings are taken."))
        else:
            yield Finding(name, FINE, free)


def _clock() -> Iterator[Finding]:
    name, now = _("Clock"), time.time()
    told = [path.stat().st_mtime for path in (CHANGELOG, paths.SECRETS, paths.RUN, paths.LOGS) if path.exists()]
    what = _("It says {time} UTC.").format(time=time.strftime("%Y-%m-%d %H:%M", time.gmtime(now)))
    if told and max(told) > now + DAY:
        cost = _("Files of the desk are younger than that: the clock is behind. Slots and one-time codes will fail.")
        yield Finding(name, BROKEN, what, cost)
    elif not is_kept_right():
        cost = _(
            "It drifts unseen: one-time codes are refused, slots go out early or late. Switch on systemd-timesyncd."
        )
        yield Finding(name, WEAK, what + " " + _("No time server keeps it right."), cost)
    else:
        yield Finding(name, FINE, what)
    try:
        ZoneInfo("Asia/Ho_Chi_Minh")
    except ZoneInfoNotFoundError:
        cost = _("Slots cannot be put into the station's own time. Install the package tzdata.")
        yield Finding(_("Time zones"), BROKEN, _("The time zone data is missing."), cost)


def is_kept_right(ask: Callable[[Any], int] | None = None) -> bool:
    """Tell whether the kernel holds its clock for synchronised (adjtimex(2): TIME_ERROR where it does not).

    ask: another adjtimex than the system's.
    """
    return (ask or ctypes.CDLL(None).adjtimex)(ctypes.create_string_buffer(_TIMEX_BYTES)) != _TIME_ERROR


def _origin() -> Iterator[Finding]:
    name, origin = _("Address"), urlsplit(settings.ORIGIN)
    if not settings.HTTPS:
        what = _("{origin}: on this machine only.").format(origin=settings.ORIGIN)
        if origin.port != settings.PORT:
            cost = _("The desk listens on port {port}; opened there, sign-in and links lead elsewhere.")
            yield Finding(name, WEAK, what, cost.format(port=settings.PORT))
            return
        yield Finding(name, FINE, what + " " + _("For others, set CLIPDESK_ORIGIN to an https address."))
    elif settings.SECURE_PROXY_SSL_HEADER:
        yield Finding(name, FINE, _("{origin}, with TLS by a proxy.").format(origin=settings.ORIGIN))
    else:
        what = _("{origin}, with TLS by the desk itself (--tls).").format(origin=settings.ORIGIN)
        listens = origin.port or 443
        cost = _("The desk listens on port {port}, the address says {other}. Set CLIPDESK_PORT, or forward the port.")
        differs = listens != settings.PORT
        yield Finding(
            name, WEAK if differs else FINE, what, cost.format(port=settings.PORT, other=listens) if differs else ""
        )


def _mail() -> Iterator[Finding]:
    if settings.EMAIL_HOST:
        what = _("By {host}, port {port}.").format(host=settings.EMAIL_HOST, port=settings.EMAIL_PORT)
        yield Finding(_("E-mail"), FINE, what)
    else:
        what = _("No mail server is set; messages are written to {folder}.").format(folder=paths.MAIL)
        yield Finding(_("E-mail"), WEAK, what, _("Nobody is told outside the page. Set CLIPDESK_SMTP_HOST."))


def _extras() -> Iterator[Finding]:
    yield _tool(
        "espeak-ng",
        _("Listening for a text"),
        _("Captions get no times from a script, only from files; the practice bulletin hums where it should speak."),
    )
    cost = _("Faces are found by a simpler detector, which misses more of them.")
    yield _model(FACES, _("Model for faces"), cost)
    cost = _("The timeline and the proposals for shorts do not know where somebody speaks, only where it is silent.")
    yield _model(SPEECH, _("Model for speech"), cost)
    yield _tool("chromium", _("Chromium"), _("Only the browser tests need it; they are skipped."))
    yield Finding(_("Speech recognition"), WEAK, _("There is none."), _("Captions come from scripts and from files."))


def _model(model: Model, name: str, cost: str) -> Finding:
    try:
        path = installed(model)
    except ModelDamaged as error:
        return Finding(name, BROKEN, sentence(error), _("No recording can be read."))
    if path is None:
        fetch = _("“clipdesk models install {name}” fetches it.").format(name=model.name)
        return Finding(name, WEAK, _("It is not installed."), f"{cost} {fetch}")
    return Finding(name, FINE, str(path))


def _tool(program: str, name: str, cost: str) -> Finding:
    path = shutil.which(program)
    if path is None:
        return Finding(name, WEAK, _("{program} is not installed.").format(program=program), cost)
    return Finding(name, FINE, f"{_version(path)} ({path})")


def _version(path: str) -> str:
    """Return the first line of what a program says of itself."""
    try:
        done = subprocess.run([path, "--version"], capture_output=True, text=True, timeout=20, check=False)
    except (OSError, subprocess.SubprocessError):
        return Path(path).name
    return done.stdout.strip().splitlines()[0][:60] if done.stdout.strip() else Path(path).name
