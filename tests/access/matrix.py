"""The access matrix: one line per route, who may, per method. Written by hand; the tests hold it against the code.

Roles, as letters, on a real station (on a practice station a trainee may do everything):

    P producer · D desk editor · E editor-in-chief · U deputy · S social editor · O operator · T trainee

`ANYBODY` needs no sign-in, `SIGNED_IN` needs nothing but one. `code` marks what asks for the second factor. Whoever works
on another desk sees nothing of this one's objects, whoever works at another station nothing at all: that needs no line,
it is tried for every one.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

ANYBODY, SIGNED_IN = "anybody", "signed in"
ALL, SEES, CUTS, MAKES = "PDEUSOT", "PDEUST", "PDEUT", "PDEU"
REFUSES, SIGNS, CHIEFS, MANAGES, OPERATES = "DEU", "EU", "E", "EO", "O"
ASKS = "DEU"
CORRECTS_OR_SENDS, CORRECTS = "PDEUS", "DEUS"


@dataclass(frozen=True)
class Row:
    """One route of the desk. `clip` names the clip that its address is tried with: a draft, or the published one;
    `form` is the least that a POST must say to be understood. `whole`: only who holds the role on all desks may."""

    route: str
    get: str = ""
    post: str = ""
    code: bool = False
    whole: bool = False
    clip: str = "draft"
    form: Mapping[str, str] = field(default_factory=dict)

    @property
    def cells(self) -> dict[str, str]:
        """Method → who may."""
        return {method: who for method, who in (("GET", self.get), ("POST", self.post)) if who}

    @property
    def is_open(self) -> bool:
        """Whether it stands outside the doors of any station."""
        return bool({self.get, self.post} & {ANYBODY, SIGNED_IN})


ROWS = (
    Row("web:entrance", ANYBODY),
    Row("web:home", ALL),
    Row("web:search", SEES),
    # the design system
    Row("ui:gallery", ANYBODY),
    Row("ui:language", post=ANYBODY),
    Row("ui:theme", post=ANYBODY),
    # the public site
    Row("site:trust", ANYBODY),
    Row("site:channel", ANYBODY),
    Row("site:accounts", ANYBODY),
    Row("site:corrections", ANYBODY),
    Row("site:corrections_feed", ANYBODY),
    Row("site:feed", ANYBODY),
    Row("site:ours", ANYBODY, ANYBODY),
    Row("site:watch", ANYBODY),
    Row("site:count", post=ANYBODY),
    # asked by the program that takes RTMP streams; a key is the only word that opens anything
    Row("library:rtmp_publish", post=ANYBODY),
    Row("library:mark_hook", post=ANYBODY),
    Row("library:rtmp_update", post=ANYBODY),
    Row("library:rtmp_done", post=ANYBODY),
    # signing in
    Row("account_login", ANYBODY, ANYBODY),
    Row("account_inactive", ANYBODY),
    Row("mfa_authenticate", ANYBODY, ANYBODY),
    Row("account_reauthenticate", SIGNED_IN, SIGNED_IN),
    Row("mfa_reauthenticate", SIGNED_IN, SIGNED_IN),
    Row("account_logout", ANYBODY, ANYBODY),
    Row("account_change_password", SIGNED_IN, SIGNED_IN),
    Row("account_reset_password", ANYBODY, ANYBODY),
    Row("account_reset_password_done", ANYBODY),
    Row("account_reset_password_from_key", ANYBODY, ANYBODY),
    Row("account_reset_password_from_key_done", ANYBODY),
    Row("account_signup", ANYBODY),
    Row("account_email", SIGNED_IN),
    Row("mfa_index", SIGNED_IN),
    Row("mfa_activate_totp", SIGNED_IN, SIGNED_IN),
    Row("mfa_deactivate_totp", SIGNED_IN, SIGNED_IN),
    Row("mfa_view_recovery_codes", SIGNED_IN),
    Row("mfa_generate_recovery_codes", SIGNED_IN, SIGNED_IN),
    Row("mfa_login_webauthn", ANYBODY, ANYBODY),
    Row("mfa_reauthenticate_webauthn", SIGNED_IN, SIGNED_IN),
    Row("mfa_list_webauthn", SIGNED_IN),
    Row("mfa_add_webauthn", SIGNED_IN, SIGNED_IN),
    Row("mfa_edit_webauthn", SIGNED_IN, SIGNED_IN),
    Row("mfa_remove_webauthn", SIGNED_IN, SIGNED_IN),
    # people and stations
    Row("accounts:accept", ANYBODY, ANYBODY),
    Row("accounts:me", SIGNED_IN, SIGNED_IN),
    Row("accounts:told_how", post=SIGNED_IN),
    Row("accounts:add_device", post=SIGNED_IN),
    Row("accounts:remove_device", post=SIGNED_IN),
    Row("accounts:chats", SIGNED_IN),
    Row("accounts:link_chat", post=SIGNED_IN),
    Row("accounts:try_chat", post=SIGNED_IN),
    Row("accounts:unlink_chat", post=SIGNED_IN),
    Row("accounts:push_worker", ANYBODY),
    Row("accounts:manifest", ANYBODY),
    Row("accounts:bell", ALL),
    Row("accounts:people", MANAGES, MANAGES, code=True),
    Row("accounts:person", MANAGES, MANAGES, code=True),
    Row("accounts:leave", post=MANAGES, code=True),
    Row("accounts:begin_recovery", post=OPERATES, code=True, whole=True, form={"reason": "…"}),
    Row("accounts:confirm_recovery", post=MANAGES, code=True, whole=True),
    Row("accounts:drop_recovery", post=MANAGES, code=True, whole=True),
    Row("accounts:recover", ANYBODY, ANYBODY),  # who knows the address in the mail
    Row("accounts:take_role", post=MANAGES, code=True),
    Row("accounts:take_back", post=MANAGES, code=True),
    Row("accounts:station", MANAGES, MANAGES, code=True, whole=True),
    Row("accounts:add_desk", post=MANAGES, code=True, whole=True),
    Row("accounts:desk", MANAGES, MANAGES, code=True, whole=True),
    Row("accounts:outside", OPERATES, code=True, whole=True),
    Row("accounts:give_bot", post=OPERATES, code=True, whole=True),
    Row("accounts:remove_bot", post=OPERATES, code=True, whole=True),
    Row("accounts:set_webhook", post=OPERATES, code=True, whole=True),
    Row("accounts:renew_secret", post=OPERATES, code=True, whole=True),
    Row("accounts:try_webhook", post=OPERATES, code=True, whole=True),
    Row("accounts:remove_webhook", post=OPERATES, code=True, whole=True),
    Row("accounts:keepers", OPERATES, OPERATES, code=True, whole=True),
    Row("accounts:send_checkpoint", post=OPERATES, code=True, whole=True),
    Row("accounts:remove_keeper", post=OPERATES, code=True, whole=True),
    Row("accounts:keep", ANYBODY, ANYBODY),  # who knows the address in the mail
    Row("accounts:new_station", OPERATES, OPERATES, code=True),
    Row("accounts:notices", ALL, ALL),
    Row("accounts:notice", ALL),
    Row("destinations:list", ALL),
    Row("destinations:accounts", ALL),
    Row("destinations:register_account", MANAGES, MANAGES, code=True, whole=True),
    Row("destinations:account", MANAGES, MANAGES, code=True, whole=True),
    Row("destinations:end_account", post=MANAGES, code=True, whole=True),
    Row("destinations:connect_telegram", OPERATES, OPERATES, code=True, whole=True),
    Row("destinations:connect_youtube", OPERATES, OPERATES, code=True, whole=True),
    Row("destinations:begin_youtube", OPERATES, code=True, whole=True),
    Row("destinations:youtube_back", OPERATES, code=True, whole=True),
    Row("destinations:connect_facebook", OPERATES, OPERATES, code=True, whole=True),
    Row("destinations:begin_facebook", OPERATES, code=True, whole=True),
    Row("destinations:facebook_back", OPERATES, code=True, whole=True),
    Row("destinations:connect_zalo", OPERATES, OPERATES, code=True, whole=True),
    Row("destinations:begin_zalo", OPERATES, code=True, whole=True),
    Row("destinations:zalo_back", OPERATES, code=True, whole=True),
    Row("destinations:sign_in_again", OPERATES, code=True, whole=True),
    Row("destinations:proposed", CHIEFS, code=True, whole=True),
    Row("destinations:confirm_proposed", post=CHIEFS, code=True, whole=True),
    Row("destinations:decline_proposed", post=CHIEFS, code=True, whole=True),
    Row("destinations:connect_receiver", OPERATES, OPERATES, code=True, whole=True),
    Row("destinations:serve_by_hand", OPERATES, OPERATES, code=True, whole=True),
    Row("destinations:end_by_hand", post=OPERATES, code=True, whole=True),
    Row("destinations:manage", OPERATES, code=True, whole=True),
    Row("destinations:renew_token", post=OPERATES, code=True, whole=True),
    Row("destinations:renew_secret", OPERATES, OPERATES, code=True, whole=True),
    Row("destinations:choose_shape", post=OPERATES, code=True, whole=True, form={"shape": "1:1"}),
    Row("destinations:check", post=OPERATES, code=True, whole=True),
    Row("destinations:disconnect", post=OPERATES, code=True, whole=True),
    # recordings
    Row("library:list", SEES),
    Row("library:upload", MAKES),
    Row("library:show", SEES, MAKES),
    Row("library:state", SEES),
    Row("library:cancel", post=MAKES),
    Row("library:again", post=MAKES),
    Row("library:rundown", post=MAKES),
    Row("library:place_item", post=MAKES),
    Row("library:delete", post=MAKES),
    # channels: operators look after them and see nothing of what they show
    Row("library:channels", ALL),
    Row("library:new_channel", OPERATES, OPERATES, code=True),
    Row("library:channel", ALL),
    Row("library:change_channel", OPERATES, OPERATES, code=True),
    Row("library:switch_channel", post=OPERATES, code=True),
    Row("library:delete_channel", post=OPERATES, code=True),
    Row("library:channel_state", ALL),
    Row("library:planned", ALL),
    Row("library:new_series", OPERATES, OPERATES, code=True),
    Row("library:change_series", OPERATES, OPERATES, code=True),
    Row("library:skip_day", post=OPERATES, code=True, form={"day": "2026-11-23", "to": "back"}),
    Row("library:end_series", post=OPERATES, code=True),
    Row("library:live_cuts", SEES),
    Row("library:segments", SEES),
    Row("library:mark_in", post=MAKES),
    Row("library:add_mark", post=MAKES),
    Row("library:mark_token", post=OPERATES, code=True),
    Row("library:cut_planned", post=MAKES),
    Row("library:last", post=MAKES),
    Row("library:mark_out", post=MAKES),
    Row("library:drop_in", post=MAKES),
    Row("library:make_again", post=MAKES),
    # planning
    Row("planning:calendar", SEES),
    Row("planning:week", SEES),
    Row("planning:new_event", REFUSES, REFUSES),
    Row("planning:event", SEES),
    Row("planning:change_event", REFUSES, REFUSES),
    Row("planning:move_event", REFUSES, REFUSES),
    Row("planning:cancel_event", REFUSES, REFUSES),
    Row("planning:revive_event", post=REFUSES),
    Row("planning:stories", SEES),
    Row("planning:new_story", REFUSES, REFUSES),
    Row("planning:story", SEES),
    Row("planning:change_story", REFUSES, REFUSES),
    Row("planning:cancel_story", post=REFUSES),
    Row("planning:revive_story", post=REFUSES),
    Row("planning:new_assignment", REFUSES, REFUSES),
    Row("planning:mine", SEES),
    Row("planning:assignment", SEES),
    Row("planning:change_assignment", REFUSES, REFUSES),
    Row("planning:say", post=SEES, form={"say": "take"}),
    Row("planning:cancel_assignment", post=REFUSES),
    Row("planning:lines", SEES, REFUSES),
    Row("planning:line", SEES, REFUSES, form={"name": "Dịch vụ công"}),
    Row("planning:set_target", post=REFUSES),
    Row("planning:drop_target", post=REFUSES),
    Row("planning:end_line", post=REFUSES),
    Row("planning:ideas", SEES, SEES),
    Row("planning:drop_idea", post=MAKES),  # who plans, and whose idea it is
    Row("planning:revive_idea", post=REFUSES),
    Row("planning:subscriptions", SEES),
    Row("planning:make_feed", post=SEES),
    Row("planning:end_feed", post=SEES),
    Row("planning:bring_holidays", post=REFUSES),
    Row("planning:drop_holidays", post=REFUSES),
    Row("planning:feed", ANYBODY),  # who knows the secret address
    # clips
    Row("clips:list", SEES),
    Row("clips:start", CUTS, CUTS),
    Row("clips:of_assignment", SEES),
    Row("clips:set_line", post=CUTS),
    Row("clips:new", post=CUTS),
    Row("clips:looks", SEES),
    Row("clips:look", REFUSES, REFUSES),
    Row("clips:look_preview", post=REFUSES),
    Row("clips:fonts", post=REFUSES),
    Row("clips:font_drop", post=REFUSES),
    Row("clips:names", SEES, MAKES, form={"written": "Bến Sen"}),
    Row("clips:names_drop", post=MAKES),
    Row("clips:shorts", CUTS, CUTS),
    Row("clips:show", SEES),
    Row("clips:rendered", SEES),
    Row("clips:correct", post=CORRECTS_OR_SENDS, clip="published"),
    Row("clips:drop_correction", post=CORRECTS_OR_SENDS, clip="published"),
    Row("clips:edit", CUTS, CUTS),
    Row("clips:save", post=CUTS),
    Row("clips:preview", post=CUTS),
    Row("clips:play", post=CUTS),
    Row("clips:slips", post=CUTS),
    Row("clips:counts", post=CUTS),
    Row("clips:words", CUTS),
    Row("clips:links", CUTS),
    Row("clips:loudness", CUTS),
    Row("clips:framing", post=CUTS),
    Row("clips:picture", post=CUTS),
    Row("clips:captions_import", post=CUTS),
    Row("clips:captions_carried", post=CUTS),
    Row("clips:listen", post=CUTS),
    Row("clips:captions_export", CUTS),
    Row("clips:exchange", CUTS),
    Row("clips:finished", CUTS, MAKES),
    Row("clips:finished_take", post=CUTS),
    Row("clips:finished_drop", post=MAKES),
    # review
    Row("review:list", SEES),
    Row("review:show", SEES),
    Row("review:open", SEES),
    Row("review:phone", SEES),
    Row("review:sign", post=SIGNS, code=True),
    Row("review:together", SIGNS, SIGNS, code=True),
    Row("review:keys", SIGNS, SIGNS, code=True),
    Row("review:register_key", post=SIGNS, code=True),
    Row("review:end_key", post=SIGNS, code=True),
    Row("review:rota", SEES),
    Row("review:plan_shift", post=CHIEFS, code=True),
    Row("review:cancel_shift", post=CHIEFS, code=True),
    Row("review:hand_over_shift", SIGNS, SIGNS, code=True),
    Row("review:away", post=SIGNS, code=True),
    Row("review:come_back", post=SIGNS, code=True),
    Row("review:send_back", post=REFUSES),
    Row("review:rules", SEES),
    Row("review:rule_class", CHIEFS, CHIEFS, code=True, whole=True),
    Row("review:rule_question", CHIEFS, CHIEFS, code=True, whole=True),
    Row("review:emergencies", CHIEFS, code=True),
    Row("review:emergencies_csv", CHIEFS, code=True),
    Row("review:look", post=REFUSES, form={"words": "…"}),
    Row("review:mark", post=MAKES, form={"class": "health"}),
    Row("review:lift", post=REFUSES, form={"reason": "…"}),
    Row("review:of_clip", SEES),
    Row("review:write_note", post=SEES),
    Row("review:reply_to_note", post=SEES, form={"words": "…"}),
    Row("review:resolve_note", post="PEU"),  # who made the clip, and who signs
    Row("review:reopen_note", post="PEU"),
    Row("review:notes_of_clip", SEES),
    Row("review:make_guest_link", post=REFUSES, form={"for": "…", "days": "1"}),
    Row("review:end_guest_link", post=REFUSES),
    Row("review:guest", ANYBODY, ANYBODY),  # who knows the secret address
    Row("review:evidence", REFUSES, clip="published"),
    # publishing
    Row("publishing:list", SEES),
    Row("publishing:unattended", SEES),
    Row("publishing:declaration", MANAGES, code=True, whole=True),
    Row("publishing:hold", CORRECTS, CORRECTS),
    Row("publishing:lift", post=CORRECTS),
    Row("publishing:show", SEES),
    Row("publishing:state", SEES),
    Row("publishing:settle", post=CORRECTS, form={"decision": "retry"}),
    Row("publishing:make_hand_link", post=CORRECTS_OR_SENDS),
    Row("publishing:hand_link", ANYBODY, ANYBODY),
    Row("publishing:hand_work", ANYBODY, ANYBODY),
    Row("publishing:say", post=CORRECTS_OR_SENDS, form={"said": "same"}),
    Row("site:compare", CORRECTS_OR_SENDS, CORRECTS_OR_SENDS),
    Row("publishing:of_clip", SEES),
    Row("publishing:send", MAKES, MAKES),
    Row("publishing:take_back", post=MAKES),
    Row("publishing:send_again", post=MAKES),  # a withdrawal: whoever asks for those
    Row("publishing:withdraw", CORRECTS, CORRECTS, clip="published"),
    # audience
    Row("audience:now", SEES),
    Row("audience:channels", SEES),
    Row("audience:works", SEES),
    Row("audience:time_to_air", SEES),
    Row("audience:elsewhere", SEES),
    Row("audience:elsewhere_answer", post=CHIEFS, code=True, form={"answer": "ours", "posted_by": "Hoa"}),
    Row("audience:terms", post=OPERATES, code=True, whole=True, form={"decision": "accept"}),
    Row("audience:clip", SEES, clip="published"),
    Row("audience:csv", SEES, clip="published"),
    Row("audience:of_clip", SEES, clip="published"),
    # surveys: those of the station, not of a desk
    Row("surveys:list", ASKS),
    Row("surveys:new", ASKS, ASKS, form={"usual": "radio"}),
    Row("surveys:show", ASKS),
    Row("surveys:words", ASKS, ASKS),
    Row("surveys:languages", post=ASKS),
    Row("surveys:add", ASKS, ASKS),
    Row("surveys:question", ASKS, ASKS),
    Row("surveys:place", post=ASKS),
    Row("surveys:xlsform", ASKS),
    Row("surveys:bring", post=ASKS),
    Row("surveys:preview", ASKS),
    Row("surveys:conditions", ASKS, ASKS),
    Row("surveys:open", post=ASKS),
    Row("surveys:close", post=ASKS),
    Row("surveys:again", post=ASKS),
    Row("surveys:delete", post=ASKS),
    Row("surveys:links", post=ASKS, form={"count": "2"}),
    Row("surveys:results", ASKS),
    Row("surveys:workbook", ASKS),
    Row("surveys:pdf", ASKS),
    Row("surveys:population", ASKS, ASKS),
    Row("surveys:ask", ANYBODY, ANYBODY),  # a survey that is or was asked; nothing of it but its questions
    Row("surveys:mine", ANYBODY, ANYBODY),  # who knows a code: that person's answers alone
)

#: Views that hang behind no door of accounts/doors.py, and why.
NO_DOOR = {
    "ui:gallery": "shows invented content only; `ui` stands below `accounts` and cannot know its doors",
    "ui:language": "a browser's own choice, made before anybody signs in",
    "ui:theme": "a browser's own choice, made before anybody signs in",
}

#: What Starlette answers beside Django: address → (methods, who may; tried in `test_streams.py`).
STREAMS = {
    "/healthz": ({"GET"}, ANYBODY),
    "/files/{token:path}": ({"GET"}, "the person the signed address was made for, while signed in"),
    "/live/{token:path}": ({"GET"}, "the person the signed address was made for, while they may see the channel"),
    "/guest-files/{token}/{name}": (
        {"GET"},
        "whoever holds a guest's link, while it works: that package's files alone",
    ),
    "/by-hand-files/{token}/{name}": (
        {"GET"},
        "whoever has a clip in hand to post it, while it may be posted: the files of that destination alone",
    ),
    "/media/{remote_id}/{version}/{name}": ({"GET"}, ANYBODY),
    "/uploads/": ({"POST", "OPTIONS"}, MAKES),
    "/uploads/{upload_id}": ({"PATCH", "DELETE", "OPTIONS"}, "whoever began the upload"),
    "/static": (set(), ANYBODY),
    "/": (set(), "Django: the rows above"),
}
