import pytest
from django.test import RequestFactory

from clipdesk.ui import preferences, views


def test_a_theme_is_kept_in_the_browser_and_told_on(monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[tuple[str, str]] = []
    monkeypatch.setattr(preferences, "_remember", [])
    preferences.remembered_by(lambda _request, what, value: told.append((what, value)))
    response = views.theme(RequestFactory().post("/", {"choice": "dark", "next": "/s/song-hong/?view=mine"}))
    assert response.status_code == 302
    assert response["Location"] == "/s/song-hong/?view=mine"
    cookie = response.cookies[preferences.THEME_COOKIE]
    assert (cookie.value, cookie["secure"], cookie["httponly"], cookie["path"]) == ("dark", True, True, "/")
    assert told == [("theme", "dark")]


@pytest.mark.parametrize("wanted", ["https://evil.example/", "//evil.example/", "javascript:alert(1)", "", "\\\\evil"])
def test_it_never_leads_elsewhere(wanted: str) -> None:
    response = views.language(RequestFactory().post("/", {"choice": "vi", "next": wanted}))
    assert response["Location"] == "/"


def test_what_is_not_offered_is_refused() -> None:
    response = views.language(RequestFactory().post("/", {"choice": "xx"}))
    assert response.status_code == 400
    assert not response.cookies


def test_a_strange_cookie_means_the_devices_theme() -> None:
    request = RequestFactory().get("/", headers={"cookie": f"{preferences.THEME_COOKIE}=neon"})
    assert preferences.theme(request) == "auto"
