"""Addresses of review."""

from django.urls import path

from clipdesk.review.views import evidence, keys, packages, together

app_name = "review"
urlpatterns = [
    path("s/<slug:station>/review/", packages.packages, name="list"),
    path("s/<slug:station>/review/together/", together.together, name="together"),
    path("s/<slug:station>/review/keys/", keys.own, name="keys"),
    path("s/<slug:station>/review/keys/register/", keys.register, name="register_key"),
    path("s/<slug:station>/review/keys/<uuid:key_id>/end/", keys.end, name="end_key"),
    path("s/<slug:station>/review/<uuid:package_id>/", packages.show, name="show"),
    path("s/<slug:station>/review/<uuid:package_id>/phone/", packages.phone, name="phone"),
    path("s/<slug:station>/review/<uuid:package_id>/sign/", packages.sign, name="sign"),
    path("s/<slug:station>/review/<uuid:package_id>/back/", packages.send_back, name="send_back"),
    path("s/<slug:station>/clips/<uuid:clip_id>/review/", packages.of_clip, name="of_clip"),
    path("s/<slug:station>/clips/<uuid:clip_id>/evidence/", evidence.evidence, name="evidence"),
]
