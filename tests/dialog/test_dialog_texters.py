"""What holds for every line that answers texts and everybody who writes to it; each turn is also proved by `Texter`."""

from collections.abc import Mapping
from random import Random

from conversation import loaded, sample_menus
from how_much import so_many
from hypothesis import given, settings
from hypothesis import strategies as st
from random_lines import TURNS, files_of, line_files
from texter import Texter

from ivr.dialog.answers import read_words
from ivr.dialog.texted import keys_texted
from ivr.menu.checking.check_texts import check_texts
from ivr.menu.checking.web import weave
from ivr.menu.parts import Prompt
from ivr.menu.reading.load import load
from ivr.menu.verbs import Ask, AskKind, Menu

TEXTS = ("1", "2", "12", "9", "0", "*", "#", "2️⃣", "lost card", "🎉 Balance!!", "agent", "order", "again", "yes", "No.")
ANSWERS = ("12345678", "$12.50", "9:30 pm", "3/4/2026", "+1 415 555 0123", "café", "", " ", "😀", "4.", "a b " * 300)
written = st.sampled_from((*TEXTS, *ANSWERS)) | st.text(max_size=30)
pictures = st.sampled_from([(), (), ("https://pictures.test/1.jpg",)])
Happening = tuple[int, str, tuple[str, ...]]
happenings = st.lists(st.tuples(st.integers(0, 90_000), written, pictures), min_size=1, max_size=12)
quick = settings(max_examples=25, deadline=None)


def tells_of_voice(texter: Texter) -> set[str]:
    """Return the steps where the conversation found that it takes a voice to go on."""
    told = [each for each in texter.last.complaints if "takes a voice" in each]
    return {each.partition(" at ")[2].partition(",")[0] for each in told}


def voiceless_steps(files: Mapping[str, str]) -> set[str]:
    """Return the steps of which `ivr check` says that a text may come there and cannot go on."""
    draft = load(dict(files))
    problems = [problem for problem in check_texts(draft, weave(draft)) if problem.code == "E210"]
    places = {step.place: str(name) for name, step in draft.menus.steps.items()}
    return {places[problem.place] for problem in problems}


@quick
@given(files=line_files(texts=True), happenings=happenings)
def test_any_line_bears_any_texts_and_the_check_foresees_where_a_voice_is_needed(
    files: Mapping[str, str], happenings: list[Happening]
) -> None:
    texter = Texter(loaded(files_of(files)))
    foreseen = voiceless_steps(files)
    for seconds, text, media in happenings:
        texter.later(seconds=seconds).writes(text, media=media)
        assert tells_of_voice(texter) <= foreseen
        prove_patience(texter)


def prove_patience(texter: Texter) -> None:
    """Nobody is asked more often than the step says."""
    step = texter.menus.steps.get(texter.state.here)
    if step is not None and isinstance(step.verb, Menu | Ask) and not texter.ended and step.verb.otherwise is None:
        assert texter.state.visit.tries < step.verb.manners.tries


@quick
@given(files=line_files(texts=True), seed=st.integers(0, 10**6))
def test_every_conversation_ends_soon_after_its_limit(files: Mapping[str, str], seed: int) -> None:
    random = Random(seed)
    texter = Texter(loaded(files_of(files))).writes("hi")
    while not texter.ended:
        texter.later(seconds=random.randrange(20_000)).writes(random.choice([t for t in TEXTS if t != "again"]))
        assert texter.state.turn <= TURNS + 25


@quick
@given(texts=st.lists(written, min_size=1, max_size=15))
def test_a_line_made_for_calls_bears_texts_too(texts: list[str]) -> None:
    Texter(sample_menus()).writes(*texts)


NO_PROMPT = Prompt({}, {}, next(iter(sample_menus().steps.values())).place)
asks = st.builds(
    Ask,
    prompt=st.just(NO_PROMPT),
    save=st.just("it"),
    kind=st.sampled_from(AskKind),
    manners=st.just(sample_menus().line.manners),
    next=st.just(sample_menus().line.calls),
    shortest=st.integers(1, 3),
    longest=st.none() | st.integers(3, 64),
    written=st.sampled_from([None, "MMDDYYYY", "DDMMYY", "MMDD", "YYYYMMDD"]),
)
dates_and_times = st.from_regex(r"[0-9]{1,4}[./:h -][0-9]{1,2}([./ -][0-9]{1,4})?( ?[ap]m)?", fullmatch=True)


@settings(max_examples=so_many(37, 150), deadline=None)
@given(ask=asks, text=written | dates_and_times, locale=st.sampled_from(["en-US", "de-DE", "en"]))
def test_any_answer_is_read_or_refused_and_never_breaks(ask: Ask, text: str, locale: str) -> None:
    value = read_words(ask, text, locale, "US")
    assert value is None or isinstance(value, str | int | float)
    assert value != ""
    assert set(keys_texted(text)) <= set("0123456789*#")
