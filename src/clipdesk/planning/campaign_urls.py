"""Addresses of campaigns."""

from django.urls import path

from clipdesk.planning.views import campaigns

_ROOM = "s/<slug:station>/planning/campaigns/"
_ONE = f"{_ROOM}<uuid:campaign_id>/"
urlpatterns = [
    path(_ROOM, campaigns.campaigns, name="campaigns"),
    path(f"{_ROOM}new/", campaigns.new, name="new_campaign"),
    path(_ONE, campaigns.show, name="campaign"),
    path(f"{_ONE}change/", campaigns.change, name="change_campaign"),
    path(f"{_ONE}end/", campaigns.end, name="end_campaign"),
    path(f"{_ONE}result/", campaigns.result, name="campaign_result"),
    path(f"{_ONE}phases/", campaigns.add_phase, name="add_phase"),
    path(f"{_ONE}phases/<int:phase_id>/drop/", campaigns.drop_phase, name="drop_phase"),
]
