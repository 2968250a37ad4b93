"""Addresses of the cutting room."""

from django.urls import path

from clipdesk.clips.views import (
    captions,
    clips,
    cutting,
    exchange,
    finished,
    fonts,
    looks,
    loudness,
    names,
    pictures,
    planned,
    shorts,
)

app_name = "clips"
_ONE = "s/<slug:station>/clips/<uuid:clip_id>/"
_ASSIGNMENT = "s/<slug:station>/planning/assignments/<uuid:assignment_id>/"
urlpatterns = [
    path("s/<slug:station>/clips/", clips.clips, name="list"),
    path("s/<slug:station>/looks/", looks.looks, name="looks"),
    path("s/<slug:station>/looks/one/", looks.look, name="look"),
    path("s/<slug:station>/looks/preview/", looks.look_preview, name="look_preview"),
    path("s/<slug:station>/looks/fonts/", fonts.bring, name="fonts"),
    path("s/<slug:station>/looks/fonts/<int:font_id>/drop/", fonts.drop, name="font_drop"),
    path("s/<slug:station>/names/", names.names, name="names"),
    path("s/<slug:station>/names/drop/", names.drop, name="names_drop"),
    path("s/<slug:station>/recordings/<uuid:recording_id>/cut/", clips.new, name="new"),
    path("s/<slug:station>/recordings/<uuid:recording_id>/shorts/", shorts.shorts, name="shorts"),
    path(f"{_ASSIGNMENT}clip/", planned.start, name="start"),
    path(f"{_ASSIGNMENT}clips/", planned.of_assignment, name="of_assignment"),
    path(_ONE, clips.show, name="show"),
    path(f"{_ONE}line/", planned.set_line, name="set_line"),
    path(f"{_ONE}rendered/", clips.rendered, name="rendered"),
    path(f"{_ONE}correct/", clips.correct, name="correct"),
    path(f"{_ONE}correct/drop/", clips.drop_correction, name="drop_correction"),
    path(f"{_ONE}cut/", cutting.edit, name="edit"),
    path(f"{_ONE}save/", cutting.save, name="save"),
    path(f"{_ONE}preview/", cutting.preview, name="preview"),
    path(f"{_ONE}play/", cutting.play, name="play"),
    path(f"{_ONE}names/", names.slips, name="slips"),
    path(f"{_ONE}counts/", cutting.counts, name="counts"),
    path(f"{_ONE}links/", cutting.links, name="links"),
    path(f"{_ONE}words/", cutting.words, name="words"),
    path(f"{_ONE}loudness/", loudness.loudness, name="loudness"),
    path(f"{_ONE}framing/", cutting.framing, name="framing"),
    path(f"{_ONE}picture/", pictures.picture, name="picture"),
    path(f"{_ONE}captions/", captions.captions_import, name="captions_import"),
    path(f"{_ONE}captions/carried/", captions.captions_carried, name="captions_carried"),
    path(f"{_ONE}listen/", captions.listen, name="listen"),
    path(f"{_ONE}captions.<str:form>", captions.captions_export, name="captions_export"),
    path(f"{_ONE}finished/", finished.finished, name="finished"),
    path(f"{_ONE}finished/take/", finished.take, name="finished_take"),
    path(f"{_ONE}finished/drop/", finished.drop, name="finished_drop"),
    path(f"{_ONE}cuts.<str:form>", exchange.exchange, name="exchange"),
]
