"""The guide for coordinators, from the Markdown files of `docs/guide`, inside the admin."""

import re
from html import escape
from pathlib import Path
from typing import Any, Final

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext_lazy as _

from ..models import LANGUAGES

FOLDER: Final = Path(settings.BASE_DIR, "docs", "guide")
PICTURE: Final = re.compile(r"!\[([^]]*)\]\(pictures/([a-z0-9-]+)\.png\)")
LINK: Final = re.compile(r"\[([^]]*)\]\(([^)]*)\)")
EMPHASIS: Final = ((r"\*\*(.+?)\*\*", "strong"), (r"\*(.+?)\*", "em"), (r"`(.+?)`", "code"))
HEADING: Final = re.compile(r"(#{1,4}) (.*)")
ITEM: Final = re.compile(r"^(?:- |[0-9]+\. )", re.M)


def guide_page(site: Any, request: HttpRequest, language: str) -> HttpResponse:
    """Show the guide in a language."""
    path = FOLDER / f"{language}.md"
    if language not in LANGUAGES or not path.is_file():
        raise Http404
    text = to_html(path.read_text(encoding="utf-8"))
    context = site.each_context(request) | {
        "title": _("Guide"),
        "text": text,
        "language": language,
    }
    return TemplateResponse(request, "admin/guide.html", context)


def guide_picture(request: HttpRequest, name: str) -> HttpResponse:
    """Send a picture of the guide."""
    path = FOLDER / "pictures" / f"{name}.png"
    if not path.is_file():
        raise Http404
    return HttpResponse(path.read_bytes(), content_type="image/png")


def to_html(text: str) -> SafeString:
    """Return Markdown as HTML: headings, paragraphs, lists, pictures, links and emphasis."""
    blocks = re.split(r"\n\s*\n", text.strip())
    return mark_safe("\n".join(_block(block) for block in blocks))  # noqa: S308 - escaped


def _block(block: str) -> str:
    if heading := HEADING.fullmatch(block):
        level = len(heading[1])
        return f'<h{level} id="{_anchor(heading[2])}">{_inline(heading[2])}</h{level}>'
    if ITEM.match(block):
        kind = "ul" if block.startswith("- ") else "ol"
        items = (_inline(item) for item in ITEM.split(block)[1:])
        return f"<{kind}>{''.join(f'<li>{item}</li>' for item in items)}</{kind}>"
    return f"<p>{_inline(block)}</p>"


def _anchor(heading: str) -> str:
    """Return the anchor of a heading, as code hosting sites make it."""
    return re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")


def _inline(text: str) -> str:
    html = escape(" ".join(text.split()))
    html = PICTURE.sub(_picture, html)
    html = LINK.sub(_link, html)
    for pattern, tag in EMPHASIS:
        html = re.sub(pattern, rf"<{tag}>\1</{tag}>", html)
    return html


def _picture(found: re.Match[str]) -> str:
    source = reverse("admin:guide_picture", args=(found[2],))
    return f'<img src="{source}" alt="{found[1]}" loading="lazy">'


def _link(found: re.Match[str]) -> str:
    target = found[2]
    if target in {f"{language}.md" for language in LANGUAGES}:
        target = reverse("admin:guide", args=(target.removesuffix(".md"),))
    return f'<a href="{target}">{found[1]}</a>'
