"""Rich text holds what the site shows, nothing else, whoever saves it."""

import pytest

from tests.builders import an_event


@pytest.mark.django_db
def test_a_saved_body_keeps_its_structure_and_loses_what_could_harm() -> None:
    event = an_event(
        body_sv='<h3>Program</h3><p onclick="x()">Se <a href="https://www.uu.se/" style="x">uu.se'
        "</a><script>alert(1)</script></p><ul><li><strong>ett</strong></li></ul>"
        '<p><a href="javascript:x()">här</a><img src="https://tracker.example/x.gif"></p>'
    )
    assert event.body_sv == (
        '<h3>Program</h3><p>Se <a href="https://www.uu.se/">uu.se</a></p>'
        "<ul><li><strong>ett</strong></li></ul><p><a>här</a></p>"
    )
