"""Addresses of the library."""

from django.urls import path

from clipdesk.library.views import recordings

app_name = "library"
_ONE = "s/<slug:station>/recordings/<uuid:recording_id>/"
urlpatterns = [
    path("s/<slug:station>/recordings/", recordings.recordings, name="list"),
    path("s/<slug:station>/recordings/upload/", recordings.upload, name="upload"),
    path(_ONE, recordings.show, name="show"),
    path(f"{_ONE}state/", recordings.state, name="state"),
    path(f"{_ONE}cancel/", recordings.cancel, name="cancel"),
    path(f"{_ONE}again/", recordings.again, name="again"),
    path(f"{_ONE}rundown/", recordings.rundown, name="rundown"),
    path(f"{_ONE}delete/", recordings.delete, name="delete"),
]
