"""The components as template tags: `{% load ui %}`. README.md of this package shows each of them in use."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from zlib import crc32

from django import template
from django.core.paginator import Page
from django.http import QueryDict
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext

from clipdesk.ui import formats, icons
from clipdesk.ui.sentences import stored_sentence
from clipdesk.ui.states import STATES, State
from clipdesk.ui.tables import label_cells
from clipdesk.ui.verbs import REASONS, VERBS

register = template.Library()

_ALERT_ICONS = {"live": "check", "failed": "failed", "review": "alert", "back": "back", "held": "hold"}
_AVATAR_TONES = ("draft", "review", "back", "signed", "live", "held", "unknown")


def _attributes(attributes: dict[str, Any]) -> SafeString:
    """Write attributes for a tag: `hx_post` becomes `hx-post`; None and False are left out, True stands alone."""
    pairs = ((name.rstrip("_").replace("_", "-"), value) for name, value in attributes.items())
    kept = [(name, value) for name, value in pairs if value not in (None, False, "")]
    flags = format_html_join("", " {}", ((name,) for name, value in kept if value is True))
    return flags + format_html_join("", ' {}="{}"', ((n, v) for n, v in kept if v is not True))


@register.simple_tag
def icon(name: str, label: str = "") -> SafeString:
    """Draw an icon of the sprite. Without `label` it is decoration; with one it is an image of that name.

    Raises KeyError for a name that the sprite lacks, so that no page goes out with a hole in it.
    """
    if name not in icons.NAMES:
        raise KeyError(name)
    hidden = format_html('role="img" aria-label="{}"', label) if label else mark_safe('aria-hidden="true"')
    return format_html(
        '<svg class="icon" {} focusable="false"><use href="{}#{}"></use></svg>', hidden, static("ui/icons.svg"), name
    )


@register.simple_tag
def button(label: str, kind: str = "", icon: str = "", size: str = "", **attributes: Any) -> SafeString:
    """Draw a button, or a link that looks like one when `href` is given.

    kind: primary (one per view), danger, plain, or nothing (quiet). size: small, full. `icon_only=True` keeps the label
    for screen readers and as a tooltip. Every other keyword is an attribute: `type`, `name`, `value`, `form`,
    `hx_post="…"`, `data_opens="dialog-id"`, `disabled=True`.
    """
    icon_only = attributes.pop("icon_only", False)
    classes = ["button", *(f"button-{word}" for word in (kind, size) if word), attributes.pop("class_", "")]
    if icon_only:
        classes.append("button-icon")
        attributes.setdefault("title", label)
    drawn = _icon(icon) if icon else ""
    text = format_html('<span class="visually-hidden">{}</span>', label) if icon_only else label
    shown = _attributes({"class": " ".join(filter(None, classes)), **attributes})
    if "href" in attributes:
        return format_html("<a{}>{}{}</a>", shown, drawn, text)
    kind_of = "" if "type" in attributes else mark_safe(' type="submit"')
    return format_html("<button{}{}>{}{}</button>", kind_of, shown, drawn, text)


_icon = icon


@register.simple_tag
def badge(label: str, tone: str = "neutral", icon: str = "") -> SafeString:
    """Draw a badge: a word with an icon on its tone."""
    shape = "" if icon else " badge-plain"
    return format_html('<span class="badge tone-{}{}">{}{}</span>', tone, shape, _icon(icon) if icon else "", label)


@register.simple_tag
def state(name: str, label: str = "") -> SafeString:
    """Draw the badge of a state known to `ui.states`; `label` says it in other words. Raises KeyError if unknown."""
    shown: State = STATES[name]
    return badge(str(label or shown.label), shown.tone, shown.icon)


@register.filter
def state_label(name: str) -> str:
    """Return the word for a state."""
    return str(STATES[name].label)


@register.simple_block_tag
def card(content: str, title: str = "", icon: str = "", tone: str = "", level: int = 2, **more: Any) -> str:
    """Wrap content in a card. `aside` stands at the right of the title; `flush=True`: no padding."""
    parts = {"content": content, "title": title, "icon": icon, "tone": tone, "level": level, **more}
    return render_to_string("ui/card.html", parts)


@register.simple_block_tag
def page_head(content: str, title: str, lead: str = "", back: str = "", back_label: str = "", aside: str = "") -> str:
    """Head a page: its `h1`, a line below it, a way back, and its actions as content."""
    parts = {"content": content, "title": title, "lead": lead, "back": back, "back_label": back_label, "aside": aside}
    return render_to_string("ui/page_head.html", parts)


@register.simple_block_tag
def toolbar(content: str, label: str = "") -> str:
    """Stand buttons side by side; with `label` they form a named group."""
    named = format_html(' role="group" aria-label="{}"', label) if label else ""
    return format_html('<div class="toolbar"{}>{}</div>', named, content)


@register.simple_block_tag
def alert(content: str, tone: str = "info", title: str = "", icon: str = "", live: bool = False) -> str:
    """Say something that matters. `live=True` announces it to screen readers (for parts that htmx brings in)."""
    shown = icon or _ALERT_ICONS.get(tone, "info")
    return render_to_string(
        "ui/alert.html", {"content": content, "tone": tone, "title": title, "icon": shown, "live": live}
    )


@register.simple_block_tag
def empty_state(content: str, title: str, text: str = "", icon: str = "info", level: int = 2) -> str:
    """Fill an empty place: what would be here, and as content the next step."""
    parts = {"content": content, "title": title, "text": text, "icon": icon, "level": level}
    return render_to_string("ui/empty.html", parts)


@register.simple_block_tag
def table(content: str, label: str, cards: bool = True) -> str:
    """Wrap a plain `<table>`: it scrolls by keyboard, and below 48 rem each row becomes a card with labelled values.

    Roles and labels are written into the cells here, because browsers drop a table's meaning once CSS changes its
    display.
    """
    inner = mark_safe(label_cells(content)) if cards else content  # noqa: S308 - content was escaped by its template
    shape = " is-cards" if cards else ""
    return format_html(
        '<div class="table-wrap{}" role="region" aria-label="{}" tabindex="0">{}</div>', shape, label, inner
    )


@register.simple_block_tag
def dialog(content: str, id: str, title: str) -> str:
    """Make a dialog; a button with `data_opens="<id>"` opens it. Without scripts it stands open in the page."""
    return render_to_string("ui/dialog.html", {"content": content, "id": id, "title": title})


@register.simple_block_tag
def progress(content: str, label: str, value: float | None = None, text: str = "", max: float = 100) -> str:
    """Show real progress: `value` of `max` (None: not known yet), `text` beside it, content is the way to stop."""
    known = value is not None
    percent = f"{formats.number(100 * (value or 0) / max, 0)}%" if known else ""
    limits = _attributes({"max": str(max), "value": str(value) if known else None})
    parts = {"content": content, "label": label, "percent": percent, "limits": limits, "text": text}
    return render_to_string("ui/progress.html", parts)


@register.simple_block_tag
def menu(content: str, label: str, icon: str = "more", show_label: bool = False) -> str:
    """Fold actions away behind one button; give its items the class `menu-item`."""
    parts = {"content": content, "label": label, "icon": icon, "show_label": show_label}
    return render_to_string("ui/menu.html", parts)


@register.simple_tag
def segmented(items: Iterable[dict[str, Any]], label: str) -> str:
    """Offer views of the same thing as links: items of `{url, label, current, count?, icon?}`."""
    return render_to_string("ui/segmented.html", {"items": items, "label": label})


@register.simple_tag
def steps(items: Iterable[dict[str, Any]]) -> str:
    """List steps: items of `{title, text, done, url?, action?}`; the first that is not done is the current one."""
    listed = [dict(item) for item in items]
    current = next((item for item in listed if not item.get("done")), None)
    for item in listed:
        item["current"] = item is current
    return render_to_string("ui/steps.html", {"items": listed})


@register.simple_tag
def stat(value: object, label: str, **more: Any) -> str:
    """Show one figure with its name; `hint`, `icon`, `tone`, `href` as needed. Missing is not zero: pass “–”."""
    return render_to_string("ui/stat.html", {"value": value, "label": label, **more})


@register.simple_tag(takes_context=True)
def pagination(context: template.Context, page: Page[Any]) -> str:
    """Page through a list by `?page=`; the other parameters of the address stay."""
    request = context.get("request")
    query: QueryDict = request.GET.copy() if request else QueryDict(mutable=True)

    def address(wanted: int) -> str:
        query["page"] = str(wanted)
        return f"?{query.urlencode()}"

    parts = {
        "page": page,
        "before": address(page.previous_page_number()) if page.has_previous() else "",
        "after": address(page.next_page_number()) if page.has_next() else "",
    }
    return render_to_string("ui/pagination.html", parts)


@register.simple_tag
def avatar(name: str, size: str = "") -> SafeString:
    """Draw a person's initials; always stand the name beside it, the initials are decoration."""
    words = name.split()
    initials = (words[0][0] + words[-1][0] if len(words) > 1 else name[:2]).upper() if words else "?"
    tone = _AVATAR_TONES[crc32(name.encode()) % len(_AVATAR_TONES)]
    shape = f" avatar-{size}" if size else ""
    return format_html('<span class="avatar{} tone-{}" aria-hidden="true">{}</span>', shape, tone, initials)


@register.simple_tag
def person_tag(name: str) -> SafeString:
    """Show a person: initials and name."""
    return format_html('<span class="person">{}<span>{}</span></span>', avatar(name, "small"), name)


@register.simple_tag
def moment(when: datetime | None, style: str = "both") -> SafeString:
    """Show a moment: `both` (relative, with the absolute one in reach), `absolute`, or `relative`; “–” when None."""
    if when is None:
        return mark_safe("–")
    exact = formats.date_time_zone(when)
    if style == "absolute":
        return format_html('<time datetime="{}" title="{}">{}</time>', when.isoformat(), exact, formats.date_time(when))
    relative = format_html(
        '<ui-time><time datetime="{}" title="{}">{}</time></ui-time>', when.isoformat(), exact, formats.ago(when)
    )
    if style == "relative":
        return relative
    return format_html('{} <span class="quiet small nowrap">{}</span>', relative, formats.date_time(when))


@register.simple_tag
def copy_button(text: str, label: str = "") -> str:
    """Offer to copy `text`; shown only where scripts run."""
    return render_to_string("ui/copy_button.html", {"text": text, "label": label})


register.filter("number", formats.number)
register.filter("size", formats.size)
register.filter("length_text", formats.length)
register.filter("spoken_length", formats.spoken_length)
register.filter("day", formats.day)
register.filter("time_of_day", formats.time_of_day)
register.filter("date_time", formats.date_time)
register.filter("date_time_zone", formats.date_time_zone)
register.filter("ago", formats.ago)
register.filter("frames_per_second", formats.frames_per_second)
register.filter("seconds_text", formats.seconds_text)
register.filter("moment_text", formats.moment_text)


@register.simple_tag
def trouble(row: Any) -> str:
    """Return the sentence a row keeps of what went wrong with it (`trouble_message`, `trouble_params`), translated."""
    return stored_sentence(row.trouble_message, row.trouble_params)


@register.simple_tag
def verb_label(verb: str) -> str:
    """Return what a ledger entry's verb is called; an unknown one as it is."""
    return str(VERBS.get(verb, verb.replace("_", " ")))


@register.simple_tag
def ledger_reason(entry: Any) -> str:
    """Return why a ledger entry came about: a person's own words, a reason of the desk's, or what went wrong."""
    if entry.because:
        return str(REASONS.get(entry.because) or gettext(entry.because))
    return stored_sentence(entry.after.get("trouble_message", ""), entry.after.get("trouble_params", {}))
