"""Every address of the desk that Django answers."""

from django.urls import include, path

urlpatterns = [
    path("", include("clipdesk.web.urls")),
    path("", include("clipdesk.ui.urls")),
    path("", include("clipdesk.site.urls")),
    path("", include("clipdesk.accounts.sign_in_urls")),
    path("", include("clipdesk.accounts.urls")),
    path("", include("clipdesk.destinations.urls")),
    path("", include("clipdesk.planning.urls")),
    path("", include("clipdesk.library.urls")),
    path("", include("clipdesk.clips.urls")),
    path("", include("clipdesk.review.urls")),
    path("", include("clipdesk.publishing.urls")),
    path("", include("clipdesk.audience.urls")),
    path("", include("clipdesk.surveys.urls")),
]
