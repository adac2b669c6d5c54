"""Rich text as plain text, for calendars and letters."""

import pytest

from atmp_events.facts.plain_text import plain


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("", ""),
        ("<p>Ett.</p><p>Två &amp; tre.</p>", "Ett.\n\nTvå & tre."),
        ("<p>Rad ett<br>rad två</p>", "Rad ett\nrad två"),
        ("<p>En <strong>fet</strong> <em>kursiv</em>.</p>", "En fet kursiv."),
        ("<ul><li>a</li><li>b</li></ul>", "– a\n– b"),
        ("<ul><li><p>a</p></li><li><p>b</p></li></ul>", "– a\n– b"),
        ("<ol><li>a<ul><li>aa</li></ul></li><li>b</li></ol>", "1. a\n  – aa\n2. b"),
        ("<ul><li><p>a</p><p>b<br>c</p></li><li>d</li></ul>", "– a\n  b\n  c\n– d"),
        (
            "<ol><li><p>a</p><ul><li><p>aa</p></li></ul><p>b</p></li></ol><p>c</p>",
            "1. a\n  – aa\n  b\n\nc",
        ),
        ("<ul>\n  <li>a</li>\n  <li>b</li>\n</ul>\n<p>1  c</p>", "– a\n– b\n\n1 c"),
        ("<blockquote><p>a</p><p>b</p></blockquote>", "a\n\nb"),
        ("<p>5&nbsp;mars &#x1F9EC; &amp;amp; &quot;x&quot;</p>", '5 mars 🧬 &amp; "x"'),
        (
            '<p>Se <a href="https://www.uu.se/">Uppsala universitet</a>.</p>',
            "Se Uppsala universitet (https://www.uu.se/).",
        ),
        ('<p><a href="https://www.uu.se/">https://www.uu.se/</a></p>', "https://www.uu.se/"),
        ('<p><a href="https://www.uu.se">https://www.uu.se/</a></p>', "https://www.uu.se/"),
        ('<p><a href="tel:+46186110000">018-611 00 00</a></p>', "018-611 00 00 (+46186110000)"),
        ('<p><a href="mailto:a@example.org">a@example.org</a></p>', "a@example.org"),
        ("<h3>Program</h3><p>x &lt; y</p>", "Program\n\nx < y"),
    ],
)
def test_rich_text_becomes_plain_text(html: str, text: str) -> None:
    assert plain(html) == text
