"""Addresses of people, stations and notices."""

from django.urls import path

from clipdesk.accounts.views import accepting, chats, devices, keepers, me, notices, outside, people, recovering, stations

app_name = "accounts"
urlpatterns = [
    path("me/", me.me, name="me"),
    path("me/told/", me.told_how, name="told_how"),
    path("me/devices/", devices.add_device, name="add_device"),
    path("me/devices/<uuid:device_id>/remove/", devices.remove_device, name="remove_device"),
    path("me/telegram/", chats.chats, name="chats"),
    path("me/telegram/<uuid:bot_id>/link/", chats.link_chat, name="link_chat"),
    path("me/telegram/<uuid:chat_id>/try/", chats.try_chat, name="try_chat"),
    path("me/telegram/<uuid:chat_id>/remove/", chats.unlink_chat, name="unlink_chat"),
    path("push-worker.js", devices.worker, name="push_worker"),
    path("manifest.webmanifest", devices.manifest, name="manifest"),
    path("invite/<str:token>/", accepting.accept, name="accept"),
    path("s/<slug:station>/people/", people.people, name="people"),
    path("s/<slug:station>/people/<uuid:person_id>/", people.person, name="person"),
    path("s/<slug:station>/people/<uuid:person_id>/leave/", people.leave, name="leave"),
    path("s/<slug:station>/people/<uuid:person_id>/recovery/", recovering.begin, name="begin_recovery"),
    path("s/<slug:station>/recoveries/<uuid:recovery_id>/confirm/", recovering.confirm, name="confirm_recovery"),
    path("s/<slug:station>/recoveries/<uuid:recovery_id>/drop/", recovering.drop, name="drop_recovery"),
    path("recover/<str:token>/", recovering.recover, name="recover"),
    path("s/<slug:station>/roles/<uuid:membership_id>/take/", people.take_role, name="take_role"),
    path("s/<slug:station>/invitations/<uuid:invitation_id>/take-back/", people.take_back, name="take_back"),
    path("s/<slug:station>/station/", stations.station, name="station"),
    path("s/<slug:station>/station/desks/", stations.add_desk, name="add_desk"),
    path("s/<slug:station>/station/desks/<uuid:desk_id>/", stations.desk, name="desk"),
    path("s/<slug:station>/station/outside/", outside.outside, name="outside"),
    path("s/<slug:station>/station/outside/bot/", outside.give_bot, name="give_bot"),
    path("s/<slug:station>/station/outside/bot/remove/", outside.remove_bot, name="remove_bot"),
    path("s/<slug:station>/station/outside/webhook/", outside.set_webhook, name="set_webhook"),
    path("s/<slug:station>/station/outside/webhook/secret/", outside.renew_secret, name="renew_secret"),
    path("s/<slug:station>/station/outside/webhook/try/", outside.try_webhook, name="try_webhook"),
    path("s/<slug:station>/station/outside/webhook/remove/", outside.remove_webhook, name="remove_webhook"),
    path("s/<slug:station>/station/checkpoints/", keepers.keepers, name="keepers"),
    path("s/<slug:station>/station/checkpoints/<uuid:keeper_id>/send/", keepers.send, name="send_checkpoint"),
    path("s/<slug:station>/station/checkpoints/<uuid:keeper_id>/remove/", keepers.remove, name="remove_keeper"),
    path("keep/<str:token>/", keepers.keep, name="keep"),
    path("s/<slug:station>/stations/new/", stations.new_station, name="new_station"),
    path("s/<slug:station>/bell/", devices.bell, name="bell"),
    path("s/<slug:station>/notices/", notices.notices, name="notices"),
    path("s/<slug:station>/notices/<uuid:notice_id>/", notices.notice, name="notice"),
]
