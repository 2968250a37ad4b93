"""Names of roles in templates."""

from django import template

from clipdesk.accounts.roles import ROLE_NAMES

register = template.Library()


@register.filter
def role_name(role: str) -> str:
    """Return a role's name in the active language."""
    return str(ROLE_NAMES.get(role, role))
