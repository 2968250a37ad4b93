"""A person who signs in. One person may work for several stations, on several desks."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.utils.translation import gettext_lazy as _

from clipdesk.kernel.clock import now
from clipdesk.kernel.ids import new_id
from clipdesk.kernel.text import fold, sort_key


class People(BaseUserManager["Person"]):
    """Makes people; e-mail addresses are kept in lower case."""

    def create_user(self, email: str, name: str, password: str | None = None, language: str = "") -> Person:
        """Make a person who can sign in once a password is set."""
        person = self.model(email=email.strip().lower(), name=name.strip(), language=language)
        person.set_password(password)
        person.save()
        return person


class Person(AbstractBaseUser):
    """Somebody with a name, an e-mail address and a language."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    email = models.EmailField(_("e-mail"), unique=True)
    name = models.CharField(_("name"), max_length=120)
    name_sort = models.TextField(editable=False)
    name_folded = models.TextField(editable=False)
    language = models.CharField(max_length=2, blank=True)  # empty: the station's
    theme = models.CharField(max_length=5, default="auto")
    is_active = models.BooleanField(default=True)
    made_at = models.DateTimeField(default=now, editable=False)

    objects = People()
    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Keep the sort and search keys in step with the name."""
        self.name_sort, self.name_folded = sort_key(self.name), fold(self.name)
        super().save(*args, **kwargs)

    def __str__(self) -> str:
        return self.name
