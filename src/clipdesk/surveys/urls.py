"""Addresses of this room."""

from django.urls import path

from clipdesk.surveys.views import crossing, editor, lists, public, results, running, sample

app_name = "surveys"
_ONE = "s/<slug:station>/surveys/<uuid:survey_id>"
urlpatterns = [
    path("s/<slug:station>/surveys/", lists.surveys, name="list"),
    path("s/<slug:station>/surveys/new/", lists.new, name="new"),
    path(f"{_ONE}/", editor.show, name="show"),
    path(f"{_ONE}/words/", editor.words, name="words"),
    path(f"{_ONE}/languages/", editor.languages, name="languages"),
    path(f"{_ONE}/add/", editor.add, name="add"),
    path(f"{_ONE}/questions/<slug:question>/", editor.question, name="question"),
    path(f"{_ONE}/questions/<slug:question>/place/", editor.place, name="place"),
    path(f"{_ONE}/form.xlsx", editor.xlsform, name="xlsform"),
    path(f"{_ONE}/form/", editor.bring, name="bring"),
    path(f"{_ONE}/preview/", editor.preview, name="preview"),
    path(f"{_ONE}/conditions/", running.conditions, name="conditions"),
    path(f"{_ONE}/sample/", sample.sample, name="sample"),
    path(f"{_ONE}/open/", running.open_it, name="open"),
    path(f"{_ONE}/close/", running.close_it, name="close"),
    path(f"{_ONE}/again/", running.again, name="again"),
    path(f"{_ONE}/delete/", running.delete, name="delete"),
    path(f"{_ONE}/links/", running.links, name="links"),
    path(f"{_ONE}/results/", results.results, name="results"),
    path(f"{_ONE}/results.pdf", results.as_pdf, name="pdf"),
    path(f"{_ONE}/results.docx", results.as_docx, name="docx"),
    path(f"{_ONE}/results.xlsx", results.workbook, name="workbook"),
    path(f"{_ONE}/crossing/", crossing.crossing, name="crossing"),
    path(f"{_ONE}/crossing/board/", crossing.to_the_board, name="to_the_board"),
    path(f"{_ONE}/population/", results.population, name="population"),
    path("survey/<str:name>/", public.ask, name="ask"),
    path("survey/<str:name>/mine/", public.mine, name="mine"),
]
