"""Addresses of the library."""

from django.urls import path

from clipdesk.library.views import channels, marks, recordings, rtmp, rundowns, series

app_name = "library"
_CHANNEL = "s/<slug:station>/channels/<uuid:channel_id>/"
_LIVE_CUT = "s/<slug:station>/channels/cuts/<uuid:live_cut_id>/"
_SERIES = "s/<slug:station>/channels/planned/<uuid:series_id>/"
_ONE = "s/<slug:station>/recordings/<uuid:recording_id>/"
urlpatterns = [
    path("s/<slug:station>/recordings/", recordings.recordings, name="list"),
    path("s/<slug:station>/recordings/upload/", recordings.upload, name="upload"),
    path(_ONE, recordings.show, name="show"),
    path(f"{_ONE}state/", recordings.state, name="state"),
    path(f"{_ONE}cancel/", recordings.cancel, name="cancel"),
    path(f"{_ONE}again/", recordings.again, name="again"),
    path(f"{_ONE}rundown/", rundowns.rundown, name="rundown"),
    path(f"{_ONE}rundown/place/", rundowns.place, name="place_item"),
    path(f"{_ONE}delete/", recordings.delete, name="delete"),
    path("s/<slug:station>/channels/", channels.list_channels, name="channels"),
    path("s/<slug:station>/channels/new/", channels.new, name="new_channel"),
    path(_CHANNEL, channels.show, name="channel"),
    path(f"{_CHANNEL}change/", channels.change, name="change_channel"),
    path(f"{_CHANNEL}switch/", channels.switch, name="switch_channel"),
    path(f"{_CHANNEL}delete/", channels.delete, name="delete_channel"),
    path(f"{_CHANNEL}state/", channels.state, name="channel_state"),
    path(f"{_CHANNEL}cuts/", channels.cuts, name="live_cuts"),
    path(f"{_CHANNEL}segments/", channels.segments, name="segments"),
    path(f"{_CHANNEL}in/", channels.mark_in, name="mark_in"),
    path(f"{_CHANNEL}last/", channels.last, name="last"),
    path(f"{_CHANNEL}planned/", series.planned, name="planned"),
    path(f"{_CHANNEL}planned/new/", series.new, name="new_series"),
    path("s/<slug:station>/channels/planned/one/<uuid:planned_id>/cut/", series.cut_so_far, name="cut_planned"),
    path(f"{_SERIES}change/", series.change, name="change_series"),
    path(f"{_SERIES}skip/", series.skip, name="skip_day"),
    path(f"{_SERIES}end/", series.end, name="end_series"),
    path(f"{_LIVE_CUT}out/", channels.mark_out, name="mark_out"),
    path(f"{_LIVE_CUT}again/", channels.make_again, name="make_again"),
    path(f"{_CHANNEL}mark/", marks.add_mark, name="add_mark"),
    path(f"{_CHANNEL}mark/token/", marks.mark_token, name="mark_token"),
    path("hooks/mark/<uuid:channel_id>/", marks.mark_hook, name="mark_hook"),
    path("hooks/rtmp/publish/", rtmp.rtmp_publish, name="rtmp_publish"),
    path("hooks/rtmp/update/", rtmp.rtmp_update, name="rtmp_update"),
    path("hooks/rtmp/done/", rtmp.rtmp_done, name="rtmp_done"),
    path(f"{_LIVE_CUT}drop/", channels.drop_in, name="drop_in"),
]
