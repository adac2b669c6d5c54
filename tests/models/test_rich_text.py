"""Rich text is sanitised when it is saved."""

import pytest

from tests.builders import an_event

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("written", "stored"),
    [
        ('<p><a href="tel:018" title="">x</a></p>', '<p><a href="tel:018">x</a></p>'),
        ('<p><a href="tel:018" title="y">x</a></p>', '<p><a href="tel:018" title="y">x</a></p>'),
        ('<p><a href="javascript:alert(1)">x</a></p>', "<p><a>x</a></p>"),
        ('<ol data-type="decimal" start="3"><li>x</li></ol>', '<ol start="3"><li>x</li></ol>'),
        ('<h1 style="color:red">x</h1><p class="MsoNormal">y</p>', "x<p>y</p>"),
        (
            '<p><a href="www.example.org/a?b=c">x</a> <a href="example.org">y</a></p>',
            '<p><a href="https://www.example.org/a?b=c">x</a> '
            '<a href="https://example.org">y</a></p>',
        ),
        (
            '<p><a href="/sv/om/">x</a> <a href="om.html">y</a> <a href="#z">z</a></p>',
            '<p><a href="/sv/om/">x</a> <a href="om.html">y</a> <a href="#z">z</a></p>',
        ),
        (
            '<p><a href="tel:018-611 00 00">x</a> <a href="mailto:a@example.org">y</a></p>',
            '<p><a href="tel:+46186110000">x</a> <a href="mailto:a@example.org">y</a></p>',
        ),
        ('<p>Skriv title="" så</p>', '<p>Skriv title="" så</p>'),
        ("<p></p><p>&nbsp; </p>", ""),
        ("<p>Om\x0bceller\x07&#1;\tnu\n</p>", "<p>Om celler\tnu\n</p>"),
    ],
)
def test_rich_text_is_sanitised_when_saved(written: str, stored: str) -> None:
    event = an_event(body_sv=written)
    assert event.body_sv == stored
