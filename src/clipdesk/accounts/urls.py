"""Addresses of people, stations and notices."""

from django.urls import path

from clipdesk.accounts.views import accepting, devices, me, notices, people, stations

app_name = "accounts"
urlpatterns = [
    path("me/", me.me, name="me"),
    path("me/told/", me.told_how, name="told_how"),
    path("me/devices/", devices.add_device, name="add_device"),
    path("me/devices/<uuid:device_id>/remove/", devices.remove_device, name="remove_device"),
    path("push-worker.js", devices.worker, name="push_worker"),
    path("manifest.webmanifest", devices.manifest, name="manifest"),
    path("invite/<str:token>/", accepting.accept, name="accept"),
    path("s/<slug:station>/people/", people.people, name="people"),
    path("s/<slug:station>/people/<uuid:person_id>/", people.person, name="person"),
    path("s/<slug:station>/people/<uuid:person_id>/leave/", people.leave, name="leave"),
    path("s/<slug:station>/roles/<uuid:membership_id>/take/", people.take_role, name="take_role"),
    path("s/<slug:station>/invitations/<uuid:invitation_id>/take-back/", people.take_back, name="take_back"),
    path("s/<slug:station>/station/", stations.station, name="station"),
    path("s/<slug:station>/station/desks/", stations.add_desk, name="add_desk"),
    path("s/<slug:station>/station/desks/<uuid:desk_id>/", stations.desk, name="desk"),
    path("s/<slug:station>/stations/new/", stations.new_station, name="new_station"),
    path("s/<slug:station>/bell/", devices.bell, name="bell"),
    path("s/<slug:station>/notices/", notices.notices, name="notices"),
    path("s/<slug:station>/notices/<uuid:notice_id>/", notices.notice, name="notice"),
]
