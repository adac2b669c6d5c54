"""Values of TEXT, URI and parameters (RFC 5545, 3.3.11, 3.3.13, 3.2) that all clients read."""

from contextlib import suppress
from typing import Final
from urllib.parse import urlsplit

from django.utils.encoding import iri_to_uri
from icalendar import Parameters, vText, vUri

from ..models.rich_text import CONTROLS

MAX_LINE_LENGTH: Final = 255  # characters of SUMMARY and LOCATION; Outlook cuts longer ones

# Forms remove `CONTROLS`, but stored texts may have them. Further characters that only some clients
# treat as a line end or a space become a space.
_CLEAN = CONTROLS | {0: None} | dict.fromkeys([*range(28, 32), 0x2028, 0x2029], " ")


class PlainText(vText):
    r"""A TEXT value with a language. icalendar would turn a literal `\N` into a line break."""

    def to_ical(self) -> bytes:
        """Escape backslash, semicolon, comma and line break, each once (RFC 5545, 3.3.11)."""
        text = str(self).replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
        return text.replace("\n", "\\n").encode()


def plain_text(value: str, language: str) -> PlainText:
    """Return a TEXT value with the LANGUAGE parameter."""
    text = PlainText(cleaned(value))
    text.params = Parameters({"LANGUAGE": language})
    return text


def one_line(value: str, language: str) -> PlainText:
    """Return a TEXT value on one line, cut between words at `MAX_LINE_LENGTH`."""
    line = " ".join(cleaned(value).split())
    if len(line) > MAX_LINE_LENGTH:
        line = line[: MAX_LINE_LENGTH - 1].rsplit(" ", 1)[0] + "…"
    return plain_text(line, language)


def without_separators(value: str) -> str:
    """Return a name on one line without comma, semicolon, backslash: some clients split there."""
    return " ".join(cleaned(value).translate(str.maketrans(",;\\", "   ")).split())


def uri(address: str) -> vUri:
    """Return a URI value, in ASCII (RFC 3986, 2).

    Commas and semicolons are percent-encoded: some clients cut an address there.
    """
    return vUri(_in_ascii(cleaned(address)).replace(",", "%2C").replace(";", "%3B"))


def _in_ascii(address: str) -> str:
    """Return an address with its host in Punycode (RFC 3492), the rest percent-encoded."""
    if address.isascii():
        return address
    parts = urlsplit(address)
    with suppress(UnicodeError):  # not a host name
        parts = parts._replace(netloc=parts.netloc.encode("idna").decode())
    return str(iri_to_uri(parts.geturl()))


def parameter(value: str) -> str:
    """Return the value of a parameter: one line without quotation marks (RFC 5545, 3.2)."""
    return " ".join(cleaned(value).replace('"', "'").split())


def cleaned(value: str) -> str:
    """Return a text with line feeds as line ends, without other control characters."""
    return value.replace("\r\n", "\n").replace("\r", "\n").translate(_CLEAN)
