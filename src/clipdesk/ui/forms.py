"""Forms as the desk draws them: label, help, error, control, in the order a screen reader needs them."""

from django.forms.renderers import DjangoTemplates


class Renderer(DjangoTemplates):
    """The form renderer of all pages (`FORM_RENDERER`)."""

    form_template_name = "ui/form.html"
    field_template_name = "ui/field.html"
