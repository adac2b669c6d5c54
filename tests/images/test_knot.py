"""The knot that is drawn for each event."""

from math import gcd

import pytest

from atmp_events.images.knot import curve_of, knot_svg


@pytest.mark.parametrize("talks", [0, 1, 2])
def test_few_talks_have_several_knots_with_a_strand_for_each(talks: int) -> None:
    curves = [curve_of(f"event-{number}", talks, 2) for number in range(40)]
    assert {gcd(it.loops, it.turns) for it in curves} == {max(talks, 1)}
    assert len({(it.loops, it.turns) for it in curves}) >= 2
    assert min(it.loops for it in curves) >= 3  # With fewer there is no visible crossing.


def test_knot_of_an_event_is_stable_and_its_own() -> None:
    knots = [knot_svg(f"event-{number}", talks=1, organisers=3, key="k") for number in range(20)]
    assert len(set(knots)) == 20
    knot_svg.cache_clear()
    assert knot_svg("event-7", talks=1, organisers=3, key="k") == knots[7]


def test_knot_without_a_style_sheet_is_a_small_line_drawing() -> None:
    head = knot_svg("event", talks=1, organisers=1, key="k").partition(">")[0]
    assert 'width="88" height="88" fill="none" stroke="currentColor"' in head


@pytest.mark.parametrize("talks", range(3, 9))
def test_knot_of_one_organiser_is_not_a_ring(talks: int) -> None:
    assert min(curve_of(f"event-{number}", talks, 1).turns for number in range(20)) >= 2


def test_knot_repeats_one_rotated_loop_in_few_bytes() -> None:
    for talks, organisers in ((1, 1), (2, 3), (3, 3), (8, 4)):
        knot = knot_svg("event", talks=talks, organisers=organisers, key="CODE")
        loops = curve_of("event", talks, organisers).loops
        for part in ("kCODE", "oCODE"):
            assert knot.count(f'id="{part}"') == 1
            assert knot.count(f'href="#{part}"') == loops - 1
        assert f"rotate({360 / loops:.4g})" in knot
        assert len(knot) < 1600
