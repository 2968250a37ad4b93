"""Sample content for the page that shows every component; nothing here reaches another page."""

from datetime import timedelta
from types import SimpleNamespace
from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.http import HttpRequest
from django.utils.translation import gettext as _

from clipdesk.kernel import clock
from clipdesk.ui import icons
from clipdesk.ui.states import STATES

SWATCHES = ("paper", "surface", "sunken", "line", "line-strong", "ink-3", "ink-2", "ink", "accent", "practice")


class SampleForm(forms.Form):
    """One field of every kind."""

    title = forms.CharField(max_length=100)
    description = forms.CharField(widget=forms.Textarea(attrs={"rows": 3}), required=False)
    desk = forms.ChoiceField()
    shape = forms.ChoiceField(widget=forms.RadioSelect)
    code = forms.CharField(widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric"}))
    breaking = forms.BooleanField(required=False)
    captions = forms.FileField(required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._word("title", _("Title"), _("What a viewer sees first; at most 100 characters."))
        self._word("description", _("Description"), "")
        self._word("desk", _("Desk"), "")
        self._word("shape", _("Shape"), "")
        self._word("code", _("Code from your app"), _("Six digits. It is asked for each sign-off."))
        self._word("breaking", _("Breaking news: render before everything else"), "")
        self._word("captions", _("Caption file (SRT or WebVTT)"), "")
        shapes = [("9:16", _("Upright 9:16")), ("1:1", _("Square 1:1")), ("16:9", _("Wide 16:9"))]
        self._choose("desk", [("news", _("News")), ("sport", _("Sport"))])
        self._choose("shape", shapes)

    def _word(self, name: str, label: str, help_text: str) -> None:
        self.fields[name].label = label
        self.fields[name].help_text = help_text

    def _choose(self, name: str, choices: list[tuple[str, str]]) -> None:
        field = self.fields[name]
        if isinstance(field, forms.ChoiceField):
            field.choices = choices


def context(request: HttpRequest) -> dict[str, Any]:
    """Return everything the gallery shows, in the language of the request."""
    now = clock.now()
    return {
        "station": SimpleNamespace(
            name="Đài Phát thanh – Truyền hình Sông Hồng",
            is_practice="practice" in request.GET,
            timezone="Asia/Ho_Chi_Minh",
        ),
        "person": SimpleNamespace(name="Nguyễn Thị Thu Hường"),
        "navigation": _navigation(request.path),
        "notices_door": {"url": "#notices", "label": _("Notices"), "count": 4},
        "search_url": request.path,
        "icons": icons.NAMES,
        "states": list(STATES),
        "swatches": SWATCHES,
        "clips": _clips(now),
        "steps": _steps(),
        "views": _views(),
        "page": Paginator(range(120), 25).page(2),
        "form": SampleForm({"desk": "news"}) if "errors" in request.GET else SampleForm(),
        "moments": [now - timedelta(minutes=5), now + timedelta(hours=3), now - timedelta(days=40)],
        "now": now,
        "figures": {"number": 1234567.5, "size": 2_345_678_901, "length": 3750},
    }


def _navigation(path: str) -> list[dict[str, Any]]:
    doors = [
        (_("Home"), "home", 0),
        (_("Recordings"), "recording", 0),
        (_("Clips"), "clip", 0),
        (_("Review"), "review", 3),
        (_("Publishing"), "publish", 0),
        (_("People"), "people", 0),
    ]
    return [
        {"url": path, "label": label, "icon": icon, "count": count, "current": "page" if icon == "clip" else ""}
        for label, icon, count in doors
    ]


def _clips(now: Any) -> list[dict[str, Any]]:
    rows = [
        ("Nước sông Hồng vượt báo động 2, Hà Nội sơ tán 1.200 hộ ven đê", "in_review", 42, "Trần Quốc Bảo", 12),
        ("Giá lúa đông xuân tăng, nông dân Đồng Tháp phấn khởi", "signed", 31, "Lê Minh Ngọc", 55),
        ("Đường Nguyễn Trãi thông xe sớm hai ngày", "failed", 58, "Nguyễn Thị Thu Hường", 240),
        ("Thủ môn U23 cản phá quả phạt đền phút 89", "live", 15, "Phạm Đức Anh", 1500),
        ("Dự báo thời tiết cuối tuần", "unknown", 20, "Trần Quốc Bảo", 4000),
    ]
    return [
        {"title": t, "state": s, "seconds": n, "author": a, "changed": now - timedelta(minutes=m)}
        for t, s, n, a, m in rows
    ]


def _steps() -> list[dict[str, Any]]:
    return [
        {
            "title": _("Name the station"),
            "text": _("Its name, language and zone stand on every page and on its public site."),
            "done": True,
        },
        {
            "title": _("Invite people"),
            "text": _("At least one producer and one editor-in-chief: author and signer are two people."),
            "url": "#people",
            "action": _("Invite someone"),
            "done": False,
        },
        {
            "title": _("Bring the first recording"),
            "text": _("A video or audio file from your computer; it is analysed at once."),
            "url": "#recordings",
            "action": _("Upload a recording"),
            "done": False,
        },
    ]


def _views() -> list[dict[str, Any]]:
    return [
        {"label": _("Mine"), "url": "?view=mine", "current": True, "count": 7},
        {"label": _("My desk"), "url": "?view=desk", "current": False, "count": 23},
        {"label": _("Station"), "url": "?view=station", "current": False},
    ]
