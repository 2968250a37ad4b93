"""Something behind every door: the objects that addresses name, and the people who stand before it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, time, timedelta
from types import MappingProxyType
from typing import Any, cast
from uuid import uuid4

from allauth.account.internal.flows.login import record_authentication
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.apps import apps
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import reverse

from clipdesk.accounts import inviting
from clipdesk.accounts.member import Member
from clipdesk.accounts.models import Bot, Invitation, Keeper, Membership, Recovery, Station, Webhook
from clipdesk.accounts.notices import tell
from clipdesk.accounts.roles import PRODUCER
from clipdesk.accounts.tests.passkeys import stored_passkey
from clipdesk.audience.models import Decision, FoundPost
from clipdesk.clips import editing
from clipdesk.clips.models import Clip, Font
from clipdesk.config.testing_cast import Newsroom, make_member
from clipdesk.connectors.secret import Secret
from clipdesk.destinations.models import Account, OAuthClient, OfficialAccount, ProposedAccount
from clipdesk.destinations.models.account import receiver_name
from clipdesk.destinations.register import Said, register
from clipdesk.destinations.vault import seal
from clipdesk.kernel.clock import now
from clipdesk.library.models import Channel, LiveCut, PlannedRecording, Recording, Segment, Series, StoredFile
from clipdesk.publishing.models import Hold, Publication
from clipdesk.review import guests, notes, risks
from clipdesk.review.models import Emergency, GuestLink, Package, PictureNote, RiskMark, Shift, SigningKey
from clipdesk.review.rota import Duty, be_away, plan
from clipdesk.surveys import counting, making
from clipdesk.surveys.models import Survey
from clipdesk.surveys.usual import usual_form
from tests.access.matrix import Row
from tests.access.planned import of_plans, plan_something, taught
from tests.access.routes import LETTERS, parameters

TITLES = ("Nước sông Hồng lên nhanh", "Bản tin 18 giờ")
_KEYS = {"review:rule_class": "courts", "review:rule_question": "law"}
SIGN_IN = "/sign-in/"
_CMS = "https://cms.songhong.example/clipdesk"
SECOND_FACTOR = ("/me/second-factor/on/", "/sign-in/again/code/", "/sign-in/again/passkey/")


@dataclass
class World:
    """The newsroom, one object of every kind on its news desk, and signed-in browsers."""

    newsroom: Newsroom
    recording: Recording
    published: Publication
    package: Package
    draft: Clip
    hold: Hold
    leaver: Member
    token: str
    shift: Shift
    account: OfficialAccount
    guest_token: str
    survey: Survey
    feed_token: str
    clients: dict[object, Client] = field(default_factory=dict)
    doubles: dict[str, Member] = field(default_factory=dict)

    def address(self, row: Row, station: Station | None = None) -> str:
        """The address of a route with this world's objects in it, at `station` (else their own)."""
        clips = {"draft": self.draft.pk, "published": self.published.clip_id}
        kinds = {
            "destinations:end_by_hand": "by_hand",
            "destinations:sign_in_again": "youtube",
            "destinations:renew_secret": "receiver",
        }
        values = {
            "station": (station or self.newsroom.station).slug,
            "recording_id": self.recording.pk,
            "clip_id": clips[row.clip],
            "package_id": self.package.pk,
            "publication_id": self.published.pk,
            "hold_id": self.hold.pk,
            "person_id": self.leaver.person.pk,
            "membership_id": Membership.objects.get(person=self.leaver.person).pk,
            "invitation_id": Invitation.objects.get().pk,
            "notice_id": uuid4(),  # a person's own, like a key; `as_seen_by` names one
            "key_id": uuid4(),
            "shift_id": self.shift.pk,
            "absence_id": uuid4(),
            "device_id": uuid4(),
            "keeper_id": Keeper.objects.get().pk,
            "recovery_id": Recovery.objects.get().pk,
            "bot_id": uuid4(),
            "chat_id": uuid4(),
            "account_id": self.account.pk,
            "pk": 0,
            "destination_id": Account.objects.get(kind=kinds.get(row.route, "telegram")).pk,
            "proposed_id": ProposedAccount.objects.get().pk,
            "desk_id": self.newsroom.sport.pk,
            "remote_id": self.published.remote_id,
            "token": {"review:guest": self.guest_token, "planning:feed": self.feed_token}.get(row.route, self.token),
            "kind": "youtube",
            "font_id": Font.objects.get().pk,
            "note_id": PictureNote.objects.get().pk,
            "link_id": GuestLink.objects.get().pk,
            "form": "otio" if row.route == "clips:exchange" else "vtt",
            "uidb36": "1",
            "key": _KEYS.get(row.route, "x"),
            "mark_id": RiskMark.objects.get(clip=self.draft).pk,
            "emergency_id": Emergency.objects.get().pk,
            "channel_id": Channel.objects.get().pk,
            "series_id": Series.objects.get().pk,
            "planned_id": PlannedRecording.objects.get().pk,
            "survey_id": self.survey.pk,
            "question": "often",
            "name": self.survey.public_name,
            "live_cut_id": LiveCut.objects.get(state=LiveCut.OPEN).pk,
            **of_plans(self.leaver),
            "post_id": FoundPost.objects.get().pk,
        }
        return reverse(row.route, kwargs={name: values[name] for name in parameters(row.route)})

    def as_seen_by(self, row: Row, member: Member) -> str:
        """The address of a route; where it names something of the person's own, theirs."""
        address = self.address(row)
        if "notice_id" in parameters(row.route):
            notice = member.person.notices.get(kind="held")
            address = reverse(row.route, kwargs={"station": member.station.slug, "notice_id": notice.pk})
        if "key_id" in parameters(row.route):
            key = SigningKey.objects.create(
                person=member.person, credential_id=uuid4().hex, sign_count=0, public_key=b""
            )
            address = reverse(row.route, kwargs={"station": member.station.slug, "key_id": key.pk})
        if "absence_id" in parameters(row.route):
            absence = be_away(member, now(), now() + timedelta(days=1))
            address = reverse(row.route, kwargs={"station": member.station.slug, "absence_id": absence.pk})
        if row.route in ("planning:drop_held", "planning:drop_training"):
            held, training = taught(member)
            own = {"held_id": held.pk} if row.route == "planning:drop_held" else {"training_id": training.pk}
            address = reverse(row.route, kwargs={"station": member.station.slug, **own})
        if "pk" in parameters(row.route):
            address = reverse(row.route, kwargs={"pk": stored_passkey(member.person).pk})
        return address

    def who(self, letter: str) -> Member:
        """The person of the news desk (or of all desks) with a role."""
        room = self.newsroom
        people = {"P": room.lan, "D": room.huong, "E": room.minh, "U": room.dung, "S": room.tuan}
        return {**people, "O": room.oanh, "T": room.thao}[letter]

    def elsewhere(self, letter: str) -> Member:
        """Somebody with the same role who works on the sport desk alone."""
        if letter not in self.doubles:
            room = self.newsroom
            self.doubles[letter] = make_member(room.station, f"sport{letter}", LETTERS[letter], room.sport)
        return self.doubles[letter]

    def browser(self, member: Member | None) -> Client:
        """A browser with both factors passed (member None: nobody is signed in)."""
        key = member and member.person.pk
        if key not in self.clients:
            self.clients[key] = signed_in(member) if member else Client(headers={"host": "localhost:8080"})
            self.clients[key].raise_request_exception = False
        return self.clients[key]


def make_world(newsroom: Newsroom, published: Publication, send: Callable[[Clip], Package]) -> World:
    """Build on what the cast made: a published clip; beside it one in review, a draft, a hold, an invitation."""
    first = Clip.objects.get(pk=published.clip_id)
    waiting, draft = (_another(newsroom, first) for _ in range(2))
    package = send(waiting)
    token = inviting.invite(newsroom.minh, "moi@song-hong.example", PRODUCER, newsroom.news)
    risks.mark(draft, "courts", member=newsroom.lan)
    assert published.sign_off is not None
    Emergency.objects.create(station=newsroom.station, sign_off=published.sign_off, reason="Vỡ đê", look_until=now())
    hold = Hold.place(newsroom.minh, "Chờ xác minh", desk=newsroom.news)
    leaver = make_member(newsroom.station, "Vinh", PRODUCER, newsroom.news)
    room = newsroom
    everyone = (room.lan, room.huong, room.minh, room.dung, room.tuan, room.oanh, room.thao)
    people = [member.person for member in everyone if not _was_told(member)]
    tell(people, station=room.station, desk=room.news, kind="held", cause="world", link="/me/")
    Bot.objects.create(station=room.station, sealed_token="x", remote_id=1, name="bot")
    Webhook.objects.create(station=room.station, url="https://hook.example/", groups=[], sealed_secret="x")
    later = now() + timedelta(days=1)
    lost = {"person": leaver.person, "begun_by": room.lan.person, "reason": "Mất điện thoại", "expires_at": later}
    Recovery.objects.create(station=room.station, **lost)
    Keeper.objects.create(station=room.station, email="luu@ngoai.example", confirmed_at=now(), sent_at=now())
    spans = [(now(), now() + timedelta(hours=8))]
    shift = plan(Duty(person=room.dung.person, desk=room.news, is_stand_in=False, spans=spans), member=room.minh)[0]
    said = Said("@songhong", "Sông Hồng", "https://www.youtube.com/@songhong", "Đài Sông Hồng", date(2024, 5, 1))
    account = register(room.minh, "youtube", said)
    notes.write(package, notes.Said(shape="9:16", frame=3, words="Sai tên cầu."), member=room.huong)
    guest_token = guests.make(package, "Luật sư", 1, member=room.huong)
    _connected(room, account)
    _on_air(room)
    _measured(room, published)
    file = StoredFile.objects.create(sha256="7" * 64, size=1, media_type="font/ttf")
    Font.objects.create(station=room.station, file=file, family="Sông Hồng", measures={}, brought_by=room.huong.person)
    made = (room, first.recording, published, package, draft, hold, leaver, token, shift, account, guest_token)
    return World(*made, survey=_survey(room), feed_token=plan_something(room, leaver))


def _measured(room: Newsroom, published: Publication) -> None:
    """A verdict on the published clip that nobody confirmed, and a post that no publication explains."""
    clip, place = published.clip, published.destination
    was = {"clip": clip, "desk": clip.desk, "public_at": published.first_live_at}
    Decision.objects.create(station=room.station, state=Decision.DRAFTED, drafted=Decision.UNKNOWN, **was)
    found = {"destination": place, "remote_id": "by-hand", "public_since": now(), "state": "unsigned"}
    FoundPost.objects.create(station=room.station, **found)


def _connected(room: Newsroom, account: OfficialAccount) -> None:
    """One destination of each kind, and a channel that somebody offers."""
    practice = room.station.is_practice
    elsewhere = room.station.destinations.create(practice=practice, real=not practice, kind="telegram", name="Telegram")
    Account.objects.create(destination=elsewhere, remote="-1001")
    channel = room.station.destinations.create(practice=practice, real=not practice, kind="youtube", name="YouTube API")
    Account.objects.create(destination=channel, kind="youtube", remote="UC-1")
    client = OAuthClient(station=room.station, client_id="desk.apps.example")
    client.sealed = seal(Secret("x"), client.pk)
    client.save()
    for kind in ("facebook", "zalo"):
        app = OAuthClient(station=room.station, kind=kind, client_id="900100200300")
        app.sealed = seal(Secret("x"), app.pk)
        app.save()
    proposed = ProposedAccount(station=room.station, remote="UC-2", title="Kênh", by_name="Oanh")
    proposed.sealed = seal(Secret("x"), proposed.pk)
    proposed.save()
    system = room.station.destinations.create(practice=practice, real=not practice, kind="receiver", name="CMS")
    Account.objects.create(
        destination=system, kind="receiver", remote=receiver_name(_CMS), sealed_address=seal(Secret(_CMS), system.pk)
    )
    hands = room.station.destinations.create(practice=practice, real=not practice, kind="by_hand", name="YouTube")
    Account.objects.create(destination=hands, kind="by_hand", official=account, remote=str(account.pk))


def _survey(room: Newsroom) -> Survey:
    """A survey that was asked and has figures."""
    survey = making.begin(room.huong, usual_form("news_habits"))
    said = {"population": "Khán giả", "contact": "Phòng Thính giả", "delete_on": (now() + timedelta(days=9)).date()}
    making.keep_conditions(survey, said, member=room.huong)
    making.open_survey(survey, declared=True, member=room.huong)
    making.close(survey, by=room.huong.actor)
    counting.count(survey)
    return survey


def _on_air(room: Newsroom) -> None:
    """A channel that was recorded until now, an In on it, and a bulletin that is planned for every day."""
    channel = Channel.objects.create(
        station=room.station,
        desk=room.news,
        name="STV 1",
        kind="ts_udp",
        address="udp://239.1.1.1:5000",
        made_by=room.oanh.person,
    )
    times = {"first_pts": 0, "begins": 0, "ends": 180_000, "wall": now() - timedelta(seconds=2)}
    Segment.objects.create(channel=channel, number=1, epoch=1, size=1, pictures=50, keys=[0], **times)
    LiveCut.objects.create(station=room.station, channel=channel, begins=0, made_by=room.lan.person)
    series = Series.objects.create(
        station=room.station,
        channel=channel,
        desk=room.news,
        title="Bản tin 05:30",
        language="vi",
        first_on=date(2026, 11, 30),
        first_at=time(5, 30),
        zone="Asia/Ho_Chi_Minh",
        rule="FREQ=DAILY",
        seconds=900,
        made_by=room.oanh.person,
    )
    times = {"starts_at": now(), "begins_at": now(), "ends_at": now() + timedelta(seconds=900)}
    PlannedRecording.objects.create(station=room.station, channel=channel, series=series, **times)


def _was_told(member: Member) -> bool:
    return member.person.notices.filter(kind="held").exists()


def _another(newsroom: Newsroom, first: Clip) -> Clip:
    clip = editing.new_clip(newsroom.lan, first.recording)
    editing.save(clip, first.content, base=clip.head_number, member=newsroom.lan)
    return clip


def signed_in(member: Member, *, passed: bool = True) -> Client:
    """A browser that is signed in as `member`; with `passed`, the second factor too."""
    client = Client(headers={"host": "localhost:8080"})
    client.force_login(member.person, backend="allauth.account.auth_backends.AuthenticationBackend")
    if passed:
        TOTP.activate(member.person, generate_totp_secret())
        RecoveryCodes.activate(member.person)
        request = HttpRequest()
        request.session = client.session
        record_authentication(request, member.person, "mfa", type="totp")
        request.session.save()
    return client


def ask(client: Client, method: str, address: str, form: Mapping[str, str] = MappingProxyType({})) -> HttpResponse:
    """Ask with an empty form, or the least that the view must know: enough to see whether a door opens."""
    answer = client.get(address) if method == "GET" else client.post(address, dict(form))
    return cast(HttpResponse, answer)


def opened(answer: HttpResponse) -> bool:
    """Whether the door opened, whatever the view then said to an empty form."""
    return answer.status_code < 500 and answer.status_code not in {401, 403, 404, 405} and not _led_away(answer)


def refused(answer: HttpResponse) -> bool:
    """Whether the door stayed shut."""
    return answer.status_code in {403, 404} or (answer.status_code == 302 and answer.url.startswith(f"{SIGN_IN}?"))  # type: ignore[attr-defined]


def _led_away(answer: HttpResponse) -> bool:
    place = str(answer.headers.get("Location", ""))
    return answer.status_code == 302 and place.startswith((f"{SIGN_IN}?", *SECOND_FACTOR))


def written() -> tuple[Any, ...]:
    """How many rows each of our tables and the queue hold: equal before and after means that nothing was written."""
    tables = [model._meta.db_table for model in apps.get_models() if model.__module__.startswith("clipdesk.")]
    counts = ", ".join(f"(SELECT count(*) FROM {table})" for table in [*tables, "procrastinate_jobs"])
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {counts}")
        return tuple(cursor.fetchone())
