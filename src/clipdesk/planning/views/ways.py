"""Where a page goes on after something was done."""

from __future__ import annotations

from django.http import HttpRequest
from django.utils.http import url_has_allowed_host_and_scheme


def next_of(request: HttpRequest) -> str:
    """Return the address of this desk that a form or an address names as `next`; empty: none, or one elsewhere."""
    way = request.POST.get("next", "") or request.GET.get("next", "")
    return way if way.startswith("/") and url_has_allowed_host_and_scheme(way, None) else ""
