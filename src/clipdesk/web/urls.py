"""Addresses of the joining pages."""

from django.urls import path

from clipdesk.web.views import home, search

app_name = "web"
urlpatterns = [
    path("", home.entrance, name="entrance"),
    path("s/<slug:station>/", home.home, name="home"),
    path("s/<slug:station>/search/", search.search, name="search"),
]
