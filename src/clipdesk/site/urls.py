"""Addresses of the public site."""

from django.urls import path

from clipdesk.site.views import feed, ours, pages

app_name = "site"
urlpatterns = [
    path("watch/<slug:station>/", pages.channel, name="channel"),
    path("watch/<slug:station>/feed.xml", feed.feed, name="feed"),
    path("watch/<slug:station>/is-this-ours/", ours.ours, name="ours"),
    path("watch/<slug:station>/<str:remote_id>/", pages.watch, name="watch"),
]
