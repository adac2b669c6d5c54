"""How to reach the centre, and how to propose a talk."""

from dataclasses import dataclass

from ..models import Language, Operator, Text


@dataclass(frozen=True, slots=True)
class CentreFacts:
    """What the centre has filled in about itself, in one language; unknown facts are empty."""

    email: str
    phone: str
    proposals: Text  # sanitised HTML: how to propose a talk

    @property
    def can_be_reached(self) -> bool:
        """Whether there is an e-mail address or a telephone number."""
        return bool(self.email or self.phone)


def centre_of(operator: Operator | None, language: Language) -> CentreFacts:
    """Return how to reach the centre; without an operator all is empty."""
    known = operator or Operator(name_sv="", name_en="")
    return CentreFacts(known.contact_email, known.contact_phone, known.proposals.read(language))
