"""Addresses of review."""

from django.urls import path

from clipdesk.review.views import emergencies, evidence, guests, keys, notes, packages, risks, rota, rules, together

app_name = "review"
urlpatterns = [
    path("s/<slug:station>/review/", packages.packages, name="list"),
    path("s/<slug:station>/review/together/", together.together, name="together"),
    path("s/<slug:station>/review/keys/", keys.own, name="keys"),
    path("s/<slug:station>/review/keys/register/", keys.register, name="register_key"),
    path("s/<slug:station>/review/keys/<uuid:key_id>/end/", keys.end, name="end_key"),
    path("s/<slug:station>/review/rota/", rota.rota, name="rota"),
    path("s/<slug:station>/review/rota/plan/", rota.plan, name="plan_shift"),
    path("s/<slug:station>/review/rota/<uuid:shift_id>/cancel/", rota.cancel, name="cancel_shift"),
    path("s/<slug:station>/review/rota/<uuid:shift_id>/hand-over/", rota.hand_over, name="hand_over_shift"),
    path("s/<slug:station>/review/rota/away/", rota.away, name="away"),
    path("s/<slug:station>/review/rota/away/<uuid:absence_id>/end/", rota.back, name="come_back"),
    path("s/<slug:station>/review/rules/", rules.rules, name="rules"),
    path("s/<slug:station>/review/rules/classes/<slug:key>/", rules.rule_class, name="rule_class"),
    path("s/<slug:station>/review/rules/questions/<slug:key>/", rules.rule_question, name="rule_question"),
    path("s/<slug:station>/review/<uuid:package_id>/", packages.show, name="show"),
    path("s/<slug:station>/review/<uuid:package_id>/open/", packages.lead, name="open"),
    path("s/<slug:station>/review/<uuid:package_id>/phone/", packages.phone, name="phone"),
    path("s/<slug:station>/review/<uuid:package_id>/sign/", packages.sign, name="sign"),
    path("s/<slug:station>/review/<uuid:package_id>/back/", packages.send_back, name="send_back"),
    path("s/<slug:station>/review/<uuid:package_id>/notes/", notes.write, name="write_note"),
    path("s/<slug:station>/review/<uuid:package_id>/guests/", guests.make, name="make_guest_link"),
    path("s/<slug:station>/review/guests/<uuid:link_id>/end/", guests.end, name="end_guest_link"),
    path("s/<slug:station>/review/notes/<uuid:note_id>/replies/", notes.reply, name="reply_to_note"),
    path("s/<slug:station>/review/notes/<uuid:note_id>/resolved/", notes.resolve, name="resolve_note"),
    path("s/<slug:station>/review/notes/<uuid:note_id>/reopened/", notes.reopen, name="reopen_note"),
    path("s/<slug:station>/review/emergencies/", emergencies.emergencies, name="emergencies"),
    path("s/<slug:station>/review/emergencies/all.csv", emergencies.as_file, name="emergencies_csv"),
    path("s/<slug:station>/review/emergencies/<uuid:emergency_id>/", risks.look, name="look"),
    path("s/<slug:station>/clips/<uuid:clip_id>/risk/", risks.mark, name="mark"),
    path("s/<slug:station>/clips/<uuid:clip_id>/risk/<uuid:mark_id>/", risks.lift, name="lift"),
    path("s/<slug:station>/clips/<uuid:clip_id>/review/", packages.of_clip, name="of_clip"),
    path("s/<slug:station>/clips/<uuid:clip_id>/notes/", notes.of_clip, name="notes_of_clip"),
    path("guest/<str:token>/", guests.guest, name="guest"),
    path("s/<slug:station>/clips/<uuid:clip_id>/evidence/", evidence.evidence, name="evidence"),
]
