"""Links: targets with a scheme, numbers of `tel:` links, and the last check of each URL."""

import re
from typing import Final

from django.db import models

# "www.example.org", "example.org/page": a host name at the start, and no scheme.
HOST: Final = re.compile(r"(?:www\.)?(?:[\w-]+\.)+[a-z]{2,24}(?::\d+)?(?:[/?#]|$)", re.IGNORECASE)
FILES: Final = (".html", ".htm", ".pdf", ".ics", ".php")  # endings of relative addresses
# "018-611 00 00", "+46 (0)18 611 00 00"; the number ends at a comma or a word.
NUMBER: Final = re.compile(r"\+?\(?\d(?:[\s().–/-]*\d)*")
EXTENSION: Final = re.compile(
    r"(?:anknytning|ankn|extension|ext|x)\.?:?\s*(\d{1,8})", re.IGNORECASE
)
SHORTEST: Final = 7  # digits of a number in a national or international form
SWEDEN: Final = "+46"


def link_target(href: str) -> str:
    """Return the target of a link in a text; a host without a scheme gets `https://`."""
    target = href.strip()
    if target.casefold().startswith("tel:"):
        return f"tel:{tel_number(target[4:])}"
    host = re.split(r"[/?#]", target, maxsplit=1)[0].casefold()
    return f"https://{target}" if HOST.match(target) and not host.endswith(FILES) else target


def tel_number(phone: str) -> str:
    """Return the number of a `tel:` link (RFC 3966, 3): "018-611 00 00" → "+46186110000".

    A national number is a Swedish one. An extension follows as `;ext=`. Of several numbers, the
    first counts.
    """
    found = NUMBER.search(phone)
    if found is None:
        return ""
    is_international = found[0].startswith(("+", "00"))
    written = found[0].replace("(0)", "") if is_international else found[0]
    digits = re.sub(r"\D", "", written)
    if len(digits) >= SHORTEST:
        if written.startswith("+"):
            digits = f"+{digits}"
        elif digits.startswith("00"):
            digits = f"+{digits[2:]}"
        elif digits.startswith("0"):
            digits = f"{SWEDEN}{digits[1:]}"
    extension = EXTENSION.search(phone, found.end())
    return f"{digits};ext={extension[1]}" if extension else digits


class LinkCheck(models.Model):
    """The last result of checking one URL of an event."""

    address = models.URLField(max_length=500, unique=True)
    checked_at = models.DateTimeField()
    answer = models.CharField(max_length=60)  # "200", "404", "no such host", "timed out"
    dead_since_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("address",)

    def __str__(self) -> str:
        return f"{self.address}: {self.answer}"
