"""What somebody does who has lost the password: by mail where it is set up, else by asking."""

from django.conf import settings
from django.utils.functional import lazy
from django.utils.translation import gettext

from ..models import Website


def _whom_to_ask() -> str:
    website = Website.objects.first()
    if website and website.email:
        words = gettext("Ask another administrator for a new link, or write to %(email)s.")
        return words % {"email": website.email}
    return gettext("Ask another administrator for a new link.")


def _advice() -> str:
    if settings.EMAIL_URL:
        return gettext("Or let the sign-in page send you a link to a new password.")
    return f"{gettext('Forgotten your password?')} {_whom_to_ask()}"


whom_to_ask = lazy(_whom_to_ask, str)
advice = lazy(_advice, str)
