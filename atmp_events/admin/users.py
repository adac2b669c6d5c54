"""Those who sign in."""

from typing import Any

from django.contrib import admin
from django.contrib.auth.admin import GroupAdmin
from django.contrib.auth.models import Group
from django.utils.translation import gettext_lazy as _

from ..models import User
from .site import site
from .stock import UserAdmin

site.register(Group, GroupAdmin)

LANGUAGE: Any = (_("Language"), {"fields": ("language",)})


@admin.register(User, site=site)
class CoordinatorAdmin(UserAdmin):
    """An account, with the language that its owner works in."""

    list_display = ("username", "first_name", "last_name", "email", "is_staff", "language")
    fieldsets = (*(UserAdmin.fieldsets or ()), LANGUAGE)
    add_fieldsets = (*UserAdmin.add_fieldsets, LANGUAGE)
