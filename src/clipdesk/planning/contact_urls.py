"""Addresses of contacts with others."""

from django.urls import path

from clipdesk.planning.views import contacts, dossiers

_ROOM = "s/<slug:station>/planning/contacts/"
_ONE = f"{_ROOM}<uuid:contact_id>/"
urlpatterns = [
    path(_ROOM, contacts.contacts, name="contacts"),
    path(f"{_ROOM}new/", contacts.new, name="new_contact"),
    path(f"{_ROOM}template/", dossiers.template, name="dossier_template"),
    path(f"{_ROOM}template/drop/", dossiers.drop_template, name="drop_dossier_template"),
    path(_ONE, contacts.show, name="contact"),
    path(f"{_ONE}change/", contacts.change, name="change_contact"),
    path(f"{_ONE}close/", contacts.close, name="close_contact"),
    path(f"{_ONE}letters/", contacts.add_letter, name="add_letter"),
    path(f"{_ONE}letters/<uuid:letter_id>/strike/", contacts.strike, name="strike_letter"),
    path(f"{_ONE}files/<uuid:enclosure_id>/", dossiers.enclosure, name="enclosure"),
    path(f"{_ONE}posts/<int:made_id>/", contacts.link, name="link_post"),
    path(f"{_ONE}dossier.pdf", dossiers.pdf, name="dossier_pdf"),
    path(f"{_ONE}dossier.docx", dossiers.docx, name="dossier_docx"),
]
