"""docs/texts.md says what is so: the times it names are those that are kept."""

from pathlib import Path

from ivr.ports.text_work import TextPace

TEXT = " ".join((Path(__file__).parents[2] / "docs" / "texts.md").read_text().split())


def test_the_times_that_it_names_are_kept() -> None:
    pace = TextPace()
    for sentence in (
        f"within {pace.compute_s:g} s |",
        f"holds it for {pace.lease_s:g} s.",
        f"after {pace.sweep_after_s:g} s it is asked for again",
        f"tried again after {pace.again_s:g} s, {2 * pace.again_s:g} s, {4 * pace.again_s:g} s",
        f"again after {pace.again_s:g} s, doubled up to {pace.longest_again_s / 60:g} minutes, {pace.most_sends} tries",
        f"After {pace.look_after_s:g} s Twilio's list",
        f"no callback has told of it within {pace.look_after_s:g} s",
    ):
        assert sentence in TEXT, sentence
    assert pace.most_answers == 5, "the fifth time"
