"""Addresses of the public site."""

from django.urls import path

from clipdesk.site.views import accounts, compare, corrections, count, feed, ours, pages

app_name = "site"
urlpatterns = [
    path(".well-known/trust.txt", accounts.trust, name="trust"),
    path("watch/<slug:station>/", pages.channel, name="channel"),
    path("watch/<slug:station>/feed.xml", feed.feed, name="feed"),
    path("watch/<slug:station>/corrections.xml", corrections.corrections_feed, name="corrections_feed"),
    path("watch/<slug:station>/corrections/", corrections.corrections, name="corrections"),
    path("watch/<slug:station>/official-accounts/", accounts.accounts, name="accounts"),
    path("watch/<slug:station>/is-this-ours/", ours.ours, name="ours"),
    path("s/<slug:station>/publishing/<uuid:publication_id>/compare/", compare.compare, name="compare"),
    path("watch/<slug:station>/<str:remote_id>/count/", count.count, name="count"),
    path("watch/<slug:station>/<str:remote_id>/", pages.watch, name="watch"),
]
