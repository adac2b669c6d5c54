"""The form of the sign-in page: one signs in with the user name or the email address."""

from typing import Any

from django.contrib.admin.forms import AdminAuthenticationForm
from django.utils.translation import gettext_lazy as _

from ..models import User

WRONG = _("The name or the password is not right.")


class SignInForm(AdminAuthenticationForm):
    """Takes the email address of an account for its user name."""

    error_messages = AdminAuthenticationForm.error_messages | {
        "invalid_login": WRONG,
        "inactive": WRONG,
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["username"].label = _("Email or user name")

    def clean_username(self) -> str:
        """Return the user name, by which failures are counted, too."""
        typed = str(self.cleaned_data["username"])
        if "@" not in typed or User.objects.filter(username=typed).exists():
            return typed
        names = list(User.objects.filter(email__iexact=typed).values_list("username", flat=True))
        return names[0] if len(names) == 1 else typed
