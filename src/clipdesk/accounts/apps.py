"""People and doors."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """Stations, people, desks, roles, sign-in, notices."""

    name = "clipdesk.accounts"
