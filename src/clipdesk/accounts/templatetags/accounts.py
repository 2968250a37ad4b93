"""Names of roles in templates, and what the person may do."""

from typing import Any

from django import template

from clipdesk.accounts.models import Invitation, Membership
from clipdesk.accounts.roles import ROLE_NAMES

register = template.Library()


@register.filter
def role_name(role: str) -> str:
    """Return a role's name in the active language."""
    return str(ROLE_NAMES.get(role, role))


@register.filter
def role_line(held: Membership | Invitation) -> str:
    """Return what somebody is, or is invited to be, and at which desk: `Producer · News`."""
    return f"{role_name(held.role)} · {held.desk}" if held.desk else role_name(held.role)


@register.simple_tag(takes_context=True)
def may(context: Any, ability: str) -> bool:
    """Tell whether the person may do `ability` on any desk of the station: `{% may "plan" as plans %}`."""
    member = getattr(context["request"], "member", None)
    return member is not None and member.may(ability)
