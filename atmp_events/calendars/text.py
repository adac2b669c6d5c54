"""Values of TEXT, URI and parameters (RFC 5545, 3.3.11, 3.3.13, 3.2) in forms all clients read."""

from typing import Final

from icalendar import Parameters, vText, vUri

LONGEST: Final = 255  # characters of SUMMARY and LOCATION that Outlook keeps

# Control characters are removed, except tab and line feed. What only some clients take for the end
# of a line, or for a space, becomes a space.
_CLEAN = dict.fromkeys([*range(9), *range(14, 32), *range(127, 160)])
_CLEAN |= dict.fromkeys([11, 12, *range(28, 32), 0x85, 0x2028, 0x2029], " ")


class PlainText(vText):
    r"""A TEXT value in its language. The library would make a line break of a written `\N`."""

    def to_ical(self) -> bytes:
        """Escape backslash, semicolon, comma and line break, each once, and nothing else."""
        text = str(self).replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
        return text.replace("\n", "\\n").encode()


def plain_text(value: str, language: str) -> PlainText:
    """Return a TEXT value with its LANGUAGE parameter."""
    text = PlainText(cleaned(value))
    text.params = Parameters({"LANGUAGE": language})
    return text


def one_line(value: str, language: str) -> PlainText:
    """Return a TEXT value on one line, cut at a word where it is too long for Outlook."""
    line = " ".join(cleaned(value).split())
    if len(line) > LONGEST:
        line = line[: LONGEST - 1].rsplit(" ", 1)[0] + "…"
    return plain_text(line, language)


def undivided(value: str) -> str:
    """Return a name without comma, semicolon and backslash, at which some clients divide it."""
    return " ".join(value.translate(str.maketrans(",;\\", "   ")).split())


def uri(address: str) -> vUri:
    """Return a URI value. Commas and semicolons are encoded: some readers cut there."""
    return vUri(cleaned(address).replace(",", "%2C").replace(";", "%3B"))


def parameter(value: str) -> str:
    """Return a parameter's value on one line, without quotation marks, which it cannot hold."""
    return " ".join(cleaned(value).replace('"', "'").split())


def cleaned(value: str) -> str:
    """Return text with line feeds as its only line ends and without other control characters."""
    return value.replace("\r\n", "\n").replace("\r", "\n").translate(_CLEAN)
