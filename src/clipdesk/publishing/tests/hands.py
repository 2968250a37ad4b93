"""A person with a phone, for tests: opens the link that somebody made at the desk, and goes on from page to page."""

from __future__ import annotations

from typing import Any

from django.test import Client

from clipdesk.accounts.member import Member
from clipdesk.publishing import by_hand
from clipdesk.publishing.models import Publication

POST = "https://www.tiktok.com/@songhong/video/7301234567890123456"


class Phone:
    """A browser in which nobody is signed in."""

    def __init__(self, publication: Publication, member: Member) -> None:
        self.client = Client(headers={"host": "localhost:8080"})
        address, _until = by_hand.make_link(publication, member=member)
        self.link = "/by-hand/" + address.split("/by-hand/")[1]
        self.at_work = ""

    @property
    def secret(self) -> str:
        """Of the page with the file."""
        return self.at_work.rstrip("/").rsplit("/", 1)[1]

    def begin(self) -> Any:
        """Press “Begin”; return the page that follows."""
        answer = self.client.post(self.link + "?lang=en")
        assert answer.status_code == 302, answer.content.decode()
        self.at_work = answer["Location"].partition("?")[0]
        return self.look()

    def look(self) -> Any:
        """Open the page with the file again."""
        return self.client.get(self.at_work, {"lang": "en"})

    def say(self, link: str = "", decision: str = "posted") -> Any:
        """Say what became of it."""
        said = {"link": link, "decision": decision}
        answer = self.client.post(self.at_work + "?lang=en", said)
        return self.look() if answer.status_code == 302 else answer
