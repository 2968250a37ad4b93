"""Addresses of the design system."""

from django.urls import path

from clipdesk.ui import views

app_name = "ui"
urlpatterns = [
    path("design/", views.gallery, name="gallery"),
    path("preferences/language", views.language, name="language"),
    path("preferences/theme", views.theme, name="theme"),
]
