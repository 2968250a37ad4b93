"""The pages of the practice platforms: what the public would see, and a form for whoever lets something go wrong."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from html import escape

from clipdesk.connectors.practice.platform import Platform
from clipdesk.connectors.practice.wall import Seen, Wall
from clipdesk.connectors.practice.words import LANGUAGES, Words
from clipdesk.kernel.errors import gettext_noop

TITLE = gettext_noop("Practice platforms")
_LEAD = gettext_noop(
    "These pages stand in for the platforms while a newsroom trains. They answer on this machine only, and nobody else sees "
    "what is posted here."
)
_OTHER = {"vi": "Tiếng Việt", "en": "English"}
_ALL = gettext_noop("All practice platforms")
_NOTHING = gettext_noop("Nothing has been posted here yet.")
_SINCE = gettext_noop("Posted on {when}")
_CHANGED = gettext_noop("Edited")
_CHANGED_AT = gettext_noop("Edited on {when}")
_REMOVED = gettext_noop("Removed")
_REMOVED_AT = gettext_noop("Removed on {when}. The public no longer sees it.")
_CAPTIONS = gettext_noop("Captions: {languages}")
_ALONE = gettext_noop("This post alone")
_NO_POST = gettext_noop("The public finds no such post here.")
_CONNECT = gettext_noop("To connect it")
_ENTER = gettext_noop("Enter this in the desk:")
_FOR_TRAINERS = gettext_noop("For trainers: what goes wrong")
_ONCE = gettext_noop("Each goes wrong once, with the next call that it fits. The desk is told nothing of it.")
_GO_WRONG = gettext_noop("Let it go wrong")
_WAITING = gettext_noop("Still to go wrong:")
_NO_MORE = gettext_noop("Let nothing more go wrong")
_SECRET = gettext_noop("The secret that the desk has made")
_TAKE = gettext_noop("Take calls with this secret")
_EMPTY = gettext_noop("Begin anew: remove everything that was posted here, and all permissions")
_BEGIN_ANEW = gettext_noop("Begin anew")


def front_page(platforms: Iterable[Platform], words: Words) -> str:
    """Return the list of all practice platforms."""
    rows = "".join(f'<li><a href="/{one.kind}/">{escape(words(one.name))}</a></li>' for one in platforms)
    return f"<p>{escape(words(_LEAD))}</p><ul>{rows}</ul>{_languages(words)}"


def platform_page(platform: Platform, wall: Wall, words: Words) -> str:
    """Return what the public would see, the newest first, and below it the trainer's forms."""
    posts = [_post(platform.kind, name, one, words) for name, one in reversed(wall.seen.items())]
    nothing = f"<p>{escape(words(_NOTHING))}</p>"
    return "".join(
        (
            f'<p><a href="/">{escape(words(_ALL))}</a></p>',
            "".join(posts) or nothing,
            _connecting(platform, words),
            _troubles(platform, words),
            _anew(platform, words),
            _languages(words),
        )
    )


def post_page(platform: Platform, name: str, found: Seen | None, words: Words) -> str:
    """Return one post, or that there is none."""
    told = _post(platform.kind, name, found, words) if found else f"<p>{escape(words(_NO_POST))}</p>"
    return f'<p><a href="/{platform.kind}/">{escape(words(platform.name))}</a></p>{told}'


def _post(kind: str, name: str, seen: Seen, words: Words) -> str:
    post, place = seen.post, f"/{kind}/posts/{escape(name)}"
    title = f"<h2>{escape(post.title)}</h2>" if post.title else ""
    said = f'<p class="words">{escape(post.words)}</p>' if post.words else ""
    since = _moment(words, _SINCE, seen.since)
    if seen.removed is not None:
        mark = f'<p><span class="mark">{escape(words(_REMOVED))}</span></p>'
        return f'<article class="removed">{mark}{title}{said}{_moment(words, _REMOVED_AT, seen.removed)}</article>'
    tracks = "".join(
        f'<track kind="captions" srclang="{escape(one)}" label="{escape(one)}" src="{place}/captions/{escape(one)}">'
        for one in post.captions
    )
    poster = f' poster="{place}/picture"' if post.picture else ""
    film = f'<video controls preload="metadata"{poster} src="{place}/film">{tracks}</video>' if post.film else ""
    listed = ", ".join(post.captions)
    captions = f'<p class="quiet">{escape(words(_CAPTIONS, languages=listed))}</p>' if listed else ""
    mark = f'<p><span class="mark">{escape(words(_CHANGED))}</span></p>' if seen.changed else ""
    changes = "".join(_moment(words, _CHANGED_AT, one) for one in seen.changed)
    alone = f'<p><a href="{place}">{escape(words(_ALONE))}</a></p>'
    return f"<article>{mark}{title}{film}{said}{captions}{since}{changes}{alone}</article>"


def _connecting(platform: Platform, words: Words) -> str:
    rows = "".join(
        f"<dt>{escape(words(name))}</dt><dd><code>{escape(value)}</code></dd>" for name, value in platform.entries()
    )
    told = f"<section><h2>{escape(words(_CONNECT))}</h2><p>{escape(words(_ENTER))}</p><dl>{rows}</dl></section>"
    if not platform.takes_secret:
        return told
    field = f'<label>{escape(words(_SECRET))}<br><input type="text" name="secret" autocomplete="off" required></label>'
    return f"{told}{_form(platform, 'secret', field, words(_TAKE))}"


def _troubles(platform: Platform, words: Words) -> str:
    choices = "".join(
        f'<label><input type="radio" name="trouble" value="{one.key}" required> {escape(words(one.told))}</label>'
        for one in platform.troubles
    )
    waiting = platform.waiting()
    listed = "".join(f"<li>{escape(words(one))}</li>" for one in waiting)
    rest = f"<p>{escape(words(_WAITING))}</p><ul>{listed}</ul>" if waiting else ""
    stop = _form(platform, "calm", rest, words(_NO_MORE)) if waiting else ""
    head = f'<h2 id="for-trainers">{escape(words(_FOR_TRAINERS))}</h2><p>{escape(words(_ONCE))}</p>'
    group = f'<fieldset aria-labelledby="for-trainers">{choices}</fieldset>'
    return f"<section>{head}{_form(platform, 'trouble', group, words(_GO_WRONG))}{stop}</section>"


def _anew(platform: Platform, words: Words) -> str:
    return _form(platform, "anew", f"<p>{escape(words(_EMPTY))}</p>", words(_BEGIN_ANEW))


def _form(platform: Platform, what: str, inside: str, button: str) -> str:
    return (
        f'<form method="post" action="/{platform.kind}/trainer/{what}" id="{what}">{inside}'
        f"<button>{escape(button)}</button></form>"
    )


def _moment(words: Words, text: str, moment: datetime) -> str:
    """Return when something happened, by the clock of this machine."""
    here = moment.astimezone()
    shown = f'<time datetime="{here.isoformat(timespec="seconds")}">{here:%d/%m/%Y %H:%M:%S}</time>'
    before, _, after = words(text).partition("{when}")
    return f'<p class="quiet">{escape(before)}{shown}{escape(after)}</p>'


def _languages(words: Words) -> str:
    others = [one for one in LANGUAGES if one != words.language]
    links = " ".join(f'<a href="?language={one}" lang="{one}" hreflang="{one}">{_OTHER[one]}</a>' for one in others)
    return f"<p>{links}</p>"
