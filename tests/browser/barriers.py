"""What keeps somebody out of a page: axe-core's serious and critical findings against WCAG 2.2, levels A and AA."""

from __future__ import annotations

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

LEVELS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
_AXE = Axe()


def barriers_on(page: Page) -> list[str]:
    """Return one line per finding: the rule, how bad it is, and the first elements that break it."""
    found = _AXE.run(page, options={"runOnly": LEVELS, "resultTypes": ["violations"]})
    return [
        f"{each['id']} ({each['impact']}): {[node['target'] for node in each['nodes'][:3]]}"
        for each in found.response["violations"]
        if each["impact"] in {"serious", "critical"}
    ]
