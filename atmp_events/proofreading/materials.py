"""Rules for the slides and the recordings of talks."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from ..models import Event, Language
from .finding import Finding


def materials(event: Event, language: Language) -> Iterator[Finding]:
    """Find what is not shown for want of consent, and recordings without a word on captions.

    `language` is that of the message.
    """
    for place, talk in enumerate(event.talks_in_order):
        title = {"talk": talk.title.read(language)}
        if talk.has_materials and talk.consent_on is None:
            said = _(
                "Slides and recording of “%(talk)s” are not shown: "
                "it is not noted that the speaker agrees."
            )
            yield Finding(f"talks-{place}-consent_on", said % title)
        if talk.recording_url and not talk.caption_languages:
            said = _("It is not said in which language the recording of “%(talk)s” has captions.")
            yield Finding(f"talks-{place}-caption_languages", said % title)
