"""Behind the proxy tries at signing in are counted by the address the proxy names; without it no header is believed."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

TRIES = 3


def statuses(*addresses: str) -> list[int]:
    """What somebody at each of these addresses is answered, one try each, in this order."""
    client = Client(headers={"host": "localhost:8080"})
    found = []
    for number, address in enumerate(addresses):
        words = {"login": f"{number}@example.vn", "password": "wrong"}
        found.append(client.post("/sign-in/", words, headers={"x-forwarded-for": address}).status_code)
    return found


@pytest.fixture(autouse=True)
def few_tries(db: None, settings: Any) -> None:
    settings.ACCOUNT_RATE_LIMITS = {"login": f"{TRIES}/m/ip"}


def test_a_stranger_closes_the_door_for_their_own_address_only(settings: Any) -> None:
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    stranger, newsroom = "203.0.113.9", "192.0.2.5"
    assert statuses(*[stranger] * (TRIES + 1), newsroom)[-2:] == [429, 200]


def test_what_a_browser_adds_in_front_does_not_count(settings: Any) -> None:
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    assert statuses(*[f"198.51.100.{number}, 203.0.113.9" for number in range(TRIES + 1)])[-1] == 429


def test_without_a_proxy_the_header_is_not_believed() -> None:
    assert statuses(*[f"203.0.113.{number}" for number in range(TRIES + 1)])[-1] == 429


@pytest.mark.parametrize(("said", "count"), [("1", "1"), ("0", "0")])
def test_the_setting_says_whether_there_is_one(tmp_path: Path, said: str, count: str) -> None:
    ask = "from clipdesk.config import settings; print(settings.ALLAUTH_TRUSTED_PROXY_COUNT)"
    env = {"CLIPDESK_DATA": str(tmp_path), "CLIPDESK_BEHIND_PROXY": said}
    done = subprocess.run([sys.executable, "-c", ask], env=env, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == count
