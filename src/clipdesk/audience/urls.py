"""Addresses of this room."""

from django.urls import path

from clipdesk.audience.views import clips, elsewhere, learning, now, outlook, terms, weekly, working

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
    path(f"{_CLIP}/decision/", learning.decision, name="decision"),
    path(f"{_CLIP}/hypothesis/", learning.hypothesis, name="hypothesis"),
    path("s/<slug:station>/audience/learnt/", learning.learnt, name="learnt"),
    path("s/<slug:station>/audience/next/", outlook.outlook, name="next"),
    path("s/<slug:station>/audience/next/propose/", outlook.propose, name="propose"),
    path("s/<slug:station>/audience/week/", weekly.week, name="week"),
    path("s/<slug:station>/audience/week/by-mail/", weekly.by_mail, name="week_by_mail"),
    path("s/<slug:station>/audience/week/week.pdf", weekly.as_pdf, name="week_pdf"),
    path("s/<slug:station>/audience/week/week.xlsx", weekly.as_workbook, name="week_workbook"),
    path("s/<slug:station>/audience/week/week.csv", weekly.as_csv, name="week_csv"),
]
