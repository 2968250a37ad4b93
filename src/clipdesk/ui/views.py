"""The switches for language and theme, and the page that shows every component."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest, HttpResponseRedirect
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_GET, require_POST

from clipdesk.ui import gallery as showcase
from clipdesk.ui import preferences


@require_POST
def language(request: HttpRequest) -> HttpResponse:
    """Choose the language of this browser, then return to where the person was."""
    return _chosen(request, "language", [code for code, _name in settings.LANGUAGES])


@require_POST
def theme(request: HttpRequest) -> HttpResponse:
    """Choose light, dark or the device's own theme, then return to where the person was."""
    return _chosen(request, "theme", preferences.THEMES)


@require_GET
def gallery(request: HttpRequest) -> HttpResponse:
    """Show every component with sample content; `?practice=1` wears the practice edge, `?errors=1` shows errors."""
    return render(request, "ui/gallery.html", showcase.context(request))


def _chosen(request: HttpRequest, what: str, offered: list[str] | tuple[str, ...]) -> HttpResponse:
    value = request.POST.get("choice", "")
    if value not in offered:
        return HttpResponseBadRequest()
    response = HttpResponseRedirect(_next(request))
    preferences.choose(request, response, what, value)
    return response


def _next(request: HttpRequest) -> str:
    wanted = request.POST.get("next", "")
    safe = url_has_allowed_host_and_scheme(wanted, allowed_hosts=None, require_https=request.is_secure())
    return wanted if safe and wanted.startswith("/") else "/"
