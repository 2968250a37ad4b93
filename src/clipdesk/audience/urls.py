"""Addresses of this room."""

from django.urls import path

from clipdesk.audience.views import clips, elsewhere, now, terms, working

app_name = "audience"
_CLIP = "s/<slug:station>/clips/<uuid:clip_id>/audience"
urlpatterns = [
    path("s/<slug:station>/audience/", now.recent, name="now"),
    path("s/<slug:station>/audience/elsewhere/", elsewhere.shown, name="elsewhere"),
    path("s/<slug:station>/audience/elsewhere/<uuid:post_id>/", elsewhere.answer, name="elsewhere_answer"),
    path("s/<slug:station>/audience/channels/", working.channels, name="channels"),
    path("s/<slug:station>/audience/works/", working.works, name="works"),
    path("s/<slug:station>/audience/time-to-air/", working.time_to_air, name="time_to_air"),
    path("s/<slug:station>/audience/terms/<slug:kind>/", terms.say, name="terms"),
    path(f"{_CLIP}/", clips.clip, name="clip"),
    path(f"{_CLIP}/figures.csv", clips.as_file, name="csv"),
    path(f"{_CLIP}/newest/", clips.of_clip, name="of_clip"),
]
