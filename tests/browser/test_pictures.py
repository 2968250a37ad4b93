"""Every page of the practice station, in both languages, at 360 and at 1920 pixels: pictures to look at in
build/pictures, and what a machine can see by itself (nothing wider than the window, nothing on the console, nothing
that axe-core calls serious or critical against WCAG 2.2 AA)."""

from __future__ import annotations

import contextlib
import re
from pathlib import Path
from uuid import UUID

import pytest
from django.urls import resolve
from playwright.sync_api import TimeoutError

from tests.access.matrix import ROWS
from tests.browser.barriers import barriers_on
from tests.browser.conftest import Visit, shot, sign_in
from tests.desk import Desk

pytestmark = pytest.mark.browser
S = "/s/practice/"
#: Name of the picture → address; what stands in braces is looked up in the database.
PAGES = {
    "home": S,
    "search": f"{S}search/?q=song+xanh",
    "recordings": f"{S}recordings/",
    "recording": f"{S}recordings/{{recording}}/",
    "shorts": f"{S}recordings/{{recording}}/shorts/",
    "upload": f"{S}recordings/upload/",
    "clips": f"{S}clips/",
    "looks": f"{S}looks/",
    "look": f"{S}looks/one/",
    "names": f"{S}names/",
    "planning": f"{S}planning/?view=month&desk=&person=&line=&kind=",
    "planning-week-view": f"{S}planning/?view=week",
    "planning-list": f"{S}planning/?view=list",
    "planning-week": f"{S}planning/week/",
    "board-filtered": f"{S}planning/board/?kind=cut",
    "board": f"{S}planning/board/?kind=",
    "load": f"{S}planning/load/",
    "usual-minutes": f"{S}planning/load/desks/{{desk}}/",
    "minutes-per-day": f"{S}planning/load/people/{{person}}/",
    "agenda": f"{S}planning/agenda/",
    "move-assignment": f"{S}planning/assignments/{{assignment}}/move/",
    "new-event": f"{S}planning/events/new/",
    "event": f"{S}planning/events/{{event}}/",
    "change-event": f"{S}planning/events/{{event}}/change/",
    "move-event": f"{S}planning/events/{{event}}/move/",
    "cancel-event": f"{S}planning/events/{{event}}/cancel/",
    "stories": f"{S}planning/stories/",
    "new-story": f"{S}planning/stories/new/",
    "story": f"{S}planning/stories/{{story}}/",
    "new-assignment": f"{S}planning/stories/{{story}}/assignments/new/",
    "assignment": f"{S}planning/assignments/{{assignment}}/",
    "start-clip": f"{S}planning/assignments/{{assignment}}/clip/",
    "my-assignments": f"{S}planning/mine/",
    "lines": f"{S}planning/lines/",
    "line": f"{S}planning/lines/{{line}}/",
    "campaigns": f"{S}planning/campaigns/",
    "new-campaign": f"{S}planning/campaigns/new/",
    "campaign": f"{S}planning/campaigns/{{campaign}}/",
    "campaign-result": f"{S}planning/campaigns/{{campaign}}/result/",
    "requests": f"{S}planning/contacts/",
    "new-request": f"{S}planning/contacts/new/",
    "request": f"{S}planning/contacts/{{contact}}/?find=a",
    "dossier-template": f"{S}planning/contacts/template/",
    "ideas": f"{S}planning/ideas/",
    "time": f"{S}planning/time/",
    "correct-time": f"{S}planning/time/clips/{{draft}}/",
    "add-time": f"{S}planning/assignments/{{assignment}}/time/",
    "desk-time": f"{S}planning/time/desk/?desk={{desk}}",
    "skills": f"{S}planning/skills/",
    "skills-of-desk": f"{S}planning/skills/people/",
    "skills-of-person": f"{S}planning/skills/people/{{person}}/",
    "subscriptions": f"{S}planning/subscriptions/",
    "channels": f"{S}channels/",
    "new-channel": f"{S}channels/new/",
    "clip-published": f"{S}clips/{{published}}/",
    "clip-sent-back": f"{S}clips/{{sent_back}}/",
    "cut": f"{S}clips/{{draft}}/cut/",
    "send": f"{S}clips/{{draft}}/send/",
    "review": f"{S}review/",
    "package": f"{S}review/{{package}}/",
    "phone": f"{S}review/{{package}}/phone/",
    "together": f"{S}review/together/?package={{package}}",
    "signing-keys": f"{S}review/keys/",
    "rota": f"{S}review/rota/",
    "emergencies": f"{S}review/emergencies/",
    "rules": f"{S}review/rules/",
    "rule-class": f"{S}review/rules/classes/minors/",
    "rule-question": f"{S}review/rules/questions/law/",
    "publishing": f"{S}publishing/",
    "declaration": f"{S}publishing/declaration/",
    "publication-live": f"{S}publishing/{{live}}/",
    "publication-failed": f"{S}publishing/{{failed}}/",
    "hold": f"{S}publishing/hold/",
    "withdraw": f"{S}clips/{{published}}/withdraw/",
    "audience": f"{S}audience/",
    "usual-figures": f"{S}audience/channels/",
    "what-works": f"{S}audience/works/?by=hour",
    "time-to-air": f"{S}audience/time-to-air/",
    "posted-elsewhere": f"{S}audience/elsewhere/",
    "clip-audience": f"{S}clips/{{published}}/audience/",
    "audience-week": f"{S}audience/week/",
    "audience-learnt": f"{S}audience/learnt/?list=waiting",
    "audience-next": f"{S}audience/next/",
    "clip-decision": f"{S}clips/{{published}}/audience/decision/",
    "surveys": f"{S}surveys/",
    "new-survey": f"{S}surveys/new/",
    "survey-draft": f"{S}surveys/{{survey_draft}}/",
    "survey-question": f"{S}surveys/{{survey_draft}}/questions/where/",
    "survey-words": f"{S}surveys/{{survey_draft}}/words/",
    "survey-conditions": f"{S}surveys/{{survey_draft}}/conditions/",
    "survey-sample": f"{S}surveys/{{survey_draft}}/sample/",
    "survey-preview": f"{S}surveys/{{survey_draft}}/preview/?lang={{lang}}",
    "survey-add": f"{S}surveys/{{survey_draft}}/add/?kind=select_one",
    "survey-open": f"{S}surveys/{{survey_open}}/",
    "survey-results": f"{S}surveys/{{survey_closed}}/results/",
    "survey-crossing": f"{S}surveys/{{survey_closed}}/crossing/",
    "survey-population": f"{S}surveys/{{survey_closed}}/population/",
    "survey-asked": "/survey/{survey_public}/?lang={lang}",
    "survey-mine": "/survey/{survey_public}/mine/?lang={lang}",
    "destinations": f"{S}destinations/",
    "official-accounts": f"{S}destinations/accounts/",
    "official-account-new": f"{S}destinations/accounts/new/",
    "connect-telegram": f"{S}destinations/telegram/",
    "connect-youtube": f"{S}destinations/youtube/",
    "connect-facebook": f"{S}destinations/facebook/",
    "connect-zalo": f"{S}destinations/zalo/",
    "connect-system": f"{S}destinations/system/",
    "connect-by-hand": f"{S}destinations/by-hand/",
    "people": f"{S}people/",
    "person": f"{S}people/{{person}}/",
    "station": f"{S}station/",
    "desk": f"{S}station/desks/{{desk}}/",
    "outside": f"{S}station/outside/",
    "keepers": f"{S}station/checkpoints/",
    "new-station": f"{S}stations/new/",
    "notices": f"{S}notices/",
    "me": "/me/",
    "second-factor": "/me/second-factor/on/",
    "password": "/password/",
    "password-forgotten": "/password/new/",
    "components": "/design/",
    "channel": "/watch/practice/?lang={lang}",
    "watch": "/watch/practice/{remote}/?lang={lang}",
    "withdrawn": "/watch/practice/{withdrawn}/?lang={lang}",
    "public-accounts": "/watch/practice/official-accounts/?lang={lang}",
    "public-corrections": "/watch/practice/corrections/?lang={lang}",
    "is-this-ours": "/watch/practice/is-this-ours/?lang={lang}",
    "refused": f"{S}recordings/01a00000-0000-7000-8000-000000000000/",
}
#: Those of the operator; all others are looked at as an editor-in-chief.
OPERATORS = {
    *("new-channel", "connect-telegram", "connect-youtube", "connect-facebook", "connect-zalo", "connect-system"),
    *("connect-by-hand", "outside", "keepers", "new-station"),
}
#: What says why there is nothing to see: no such recording, a withdrawn clip, a practice station that makes no others.
REFUSED = {"refused", "withdrawn", "new-station"}
#: Routes that need a link, a channel or an account of their own are pictured where a test makes one.
ELSEWHERE = {
    "test_accounts": {"destinations:account"},
    "test_by_hand": {"publishing:hand_link", "publishing:hand_work", "site:compare"},
    "test_corridor": {"account_login", "accounts:accept"},
    "test_live": {"library:channel", "library:new_series", "library:change_series"},
    "test_notes": {"review:guest"},
    "test_passkey": {
        "mfa_index",
        "mfa_view_recovery_codes",
        "mfa_generate_recovery_codes",
        "mfa_list_webauthn",
        "mfa_add_webauthn",
        "mfa_authenticate",
    },
}
#: Answered with a part of a page, a file, or a way to another page.
NO_PAGES = {
    *("web:entrance", "accounts:bell", "accounts:push_worker", "accounts:manifest", "accounts:notice", "review:open"),
    "accounts:chats",
    *(
        "site:trust",
        "site:feed",
        "site:corrections_feed",
        "account_logout",
        "account_signup",
        "account_email",
    ),
    *("destinations:begin_youtube", "destinations:youtube_back", "review:evidence", "review:of_clip"),
    *("destinations:begin_facebook", "destinations:facebook_back", "review:emergencies_csv"),
    *("destinations:begin_zalo", "destinations:zalo_back"),
    *("library:state", "library:channel_state", "library:live_cuts", "library:segments"),
    "library:planned",
    *("clips:rendered", "clips:words", "clips:captions_export", "clips:exchange", "clips:links", "clips:loudness"),
    "clips:finished",
    *("review:notes_of_clip", "publishing:state", "publishing:of_clip", "publishing:unattended"),
    *("audience:csv", "audience:of_clip", "surveys:xlsform", "surveys:workbook", "surveys:pdf", "surveys:docx"),
    *("planning:time_csv", "planning:time_xlsx", "planning:desk_time_csv", "planning:desk_time_xlsx"),
    *("planning:feed", "clips:of_assignment", "planning:enclosure", "planning:dossier_pdf", "planning:dossier_docx"),
    *("planning:week_pdf", "planning:agenda_pdf"),
    *("audience:hypothesis", "audience:week_pdf", "audience:week_workbook", "audience:week_csv"),
    *("mfa_login_webauthn", "mfa_reauthenticate_webauthn"),
}
#: A form, a question or a sentence on the frame of a page that is pictured; the house rules are tried on them.
ONE_FORM = {
    *("account_inactive", "account_reauthenticate", "mfa_reauthenticate", "mfa_deactivate_totp", "accounts:recover"),
    *("account_reset_password_done", "account_reset_password_from_key", "account_reset_password_from_key_done"),
    *("mfa_edit_webauthn", "mfa_remove_webauthn", "accounts:keep", "destinations:sign_in_again"),
    *("destinations:proposed", "destinations:manage", "destinations:renew_secret", "library:change_channel"),
    "destinations:choose_loudness",
    *("review:hand_over_shift", "planning:change_story", "planning:change_assignment"),
    *("planning:change_campaign", "planning:change_contact"),
}
SIZES = {360: 800, 1920: 1080}


def test_no_page_is_left_out() -> None:
    known = {resolve(re.sub(r"{[a-z_]+}", str(UUID(int=1)), one).split("?")[0]).view_name for one in PAGES.values()}
    for name, routes in ELSEWHERE.items():
        assert "shot(" in (Path(__file__).parent / f"{name}.py").read_text(encoding="utf-8")
        known |= routes
    shown = {row.route for row in ROWS if row.get}
    assert shown - known - NO_PAGES - ONE_FORM == set()
    assert (set().union(*ELSEWHERE.values()) | NO_PAGES | ONE_FORM) - shown == set()


@pytest.mark.accept
@pytest.mark.parametrize("width", SIZES)
@pytest.mark.parametrize("language", ["vi", "en"])
def test_every_page(desk: Desk, visit: Visit, practice: dict[str, str], language: str, width: int) -> None:
    faults: dict[str, list[str]] = {"too wide": [], "refused": [], "barriers": []}
    for person, names in (("minh", PAGES.keys() - OPERATORS), ("oanh", OPERATORS)):
        scheme = "dark" if language == "en" else "light"
        page = visit(width=width, height=SIZES[width], color_scheme=scheme, locale=language)
        page.goto(f"{desk.origin}/sign-in/")
        shot(page, f"sign-in-{language}-{width}")
        sign_in(page, desk, practice, language, person)
        for name in sorted(names):
            answer = page.goto(desk.origin + PAGES[name].format(**practice, lang=language))
            with contextlib.suppress(TimeoutError):  # a paused video may keep its connection
                page.wait_for_load_state("networkidle", timeout=5000)
            assert page.locator("html").get_attribute("lang") == language, name
            if (answer is not None and answer.ok) == (name in REFUSED):
                faults["refused"].append(name)
            if page.evaluate("() => document.documentElement.scrollWidth > document.documentElement.clientWidth"):
                faults["too wide"].append(name)
            shot(page, f"{name}-{language}-{width}")
            faults["barriers"] += [f"{name}: {found}" for found in barriers_on(page)]
    assert not any(faults.values()), "\n".join(
        f"{fault}: {', '.join(found)}" for fault, found in faults.items() if found
    )
