"""Shares as pages write them."""

from django import template

from clipdesk.ui.formats import number

register = template.Library()


@register.simple_tag
def percent(share: float) -> str:
    """Return a share of 1 in percent, with one digit."""
    return number(round(100 * share, 1), 1)
