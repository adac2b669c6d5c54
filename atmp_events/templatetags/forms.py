"""A tag for the errors of admin forms."""

from django import template

from ..admin.form_errors import form_errors

register = template.Library()

register.simple_tag(form_errors)
