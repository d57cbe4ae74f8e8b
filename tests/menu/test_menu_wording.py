"""What is told of the words of a prompt: how many, which keys, in which order, in several languages."""

import pytest
from menu_samples import LINE

from ivr.menu.checking.check import Known, examine
from ivr.menu.checking.wording import count_words, keys_in, tells_key_first
from ivr.menu.parts import Place, TextPiece


@pytest.mark.parametrize(
    ("text", "keys"),
    [
        ("For sales, press 1. For help, press 2.", ["1", "2"]),
        ("Press 1, 2 or 3.", ["1", "2", "3"]),
        ("For sales, press one; to hear this again, press star.", ["1", "*"]),
        ("Para ventas, oprima el uno.", ["1"]),
        ("Pour les ventes, appuyez sur le 2 ; sinon, sur dièse.", ["2", "#"]),
        ("Für Brötchen drücken Sie die 1, für Kuchen die Raute.", ["1", "#"]),
        ("We open at 9:00 and close at 17:30.", []),
        ("It costs $3, or 4 %, or 2.5 points.", ["4"]),
        ("Enter extension 201.", ["201"]),
        ("Route 66-2 is closed.", []),
        ("", []),
    ],
)
def test_keys_that_stand_in_a_text(text: str, keys: list[str]) -> None:
    assert list(keys_in(text)) == keys


@pytest.mark.parametrize(
    "text",
    [
        "Press 1 for sales.",
        "Welcome. Press 1 for sales.",
        "For sales, say sales, or press 1 for sales.",
        "Please press 2 to hear this again.",
        "Oprima el 1 para ventas.",
        "Appuyez sur le 1 pour les ventes.",
        "Drücken Sie die 1 für Brötchen.",
        "Digite 1 para vendas.",
        "Press star if you are done.",
    ],
)
def test_the_key_before_the_choice(text: str) -> None:
    assert tells_key_first(text)


@pytest.mark.parametrize(
    "text",
    [
        "For sales, press 1.",
        "For sales, press 1, for help, press 2.",
        "If that is right, press 1. To enter it again, press 2.",
        "For sales press 1 for help press 2",
        "Para ventas, oprima el 1. Para ayuda, el 2.",
        "Pour les ventes, appuyez sur le 1.",
        "We press 1 for you.",
    ],
)
def test_the_choice_before_the_key(text: str) -> None:
    assert not tells_key_first(text)


@pytest.mark.parametrize(
    ("text", "words"),
    [("Press 1.", 2), ("It's 9:00, don't wait.", 5), ("You owe {{ sum | money }}.", 4), ("", 0), ("—", 0)],
)
def test_words_are_counted(text: str, words: int) -> None:
    assert count_words((TextPiece(text, Place("main.yaml", 1, 1)),)) == words


def advice(steps: str, line: str = "", **others: str) -> list[str]:
    files = {f"{name}.yaml": text for name, text in others.items()}
    whole = f'{LINE}contacts: {{desk: {{dial: "+14155550111"}}}}\n{line}'
    found = examine({"line.yaml": whole, "main.yaml": steps + DESK, **files}, Known())
    assert [str(problem) for problem in found.problems if problem.is_error] == []
    return [problem.code for problem in found.problems]


DESK = "desk: {dial: desk, otherwise: hangup}\n"
TWO = "languages: {en: {locale: en-US}, es: {locale: es-US}}\n"


@pytest.mark.parametrize(
    ("steps", "expected"),
    [
        ("a: {menu: 'For x, press 1. For y, press 2.', keys: {1: desk, 2: hangup}}\n", []),
        ("a: {menu: 'For x, press 1.', keys: {1: desk, 2: hangup}}\n", ["W705"]),
        ("a: {menu: How can we help?, keys: {1: desk, 2: hangup}}\n", []),
        ("a: {menu: 'Say sales, or press 2.', keys: {1: desk, 2: hangup}, words: {1: sales}}\n", []),
        ("a: {menu: 'For x, press 2. For y, press 1.', keys: {1: desk, 2: hangup}}\n", ["W706"]),
        ("a: {menu: 'For x, press 1. For y, press 3.', keys: {1: desk, 3: hangup}}\n", ["W706"]),
        ("a: {menu: 'For x, press 1. For y, press 9.', keys: {1: desk, 9: hangup}}\n", []),
        ("a: {menu: 'For x, press 1. For us, press 0.', keys: {0: desk, 1: hangup}}\n", []),
        ("a: {menu: 'For x, press 7.', keys: {7: desk}}\n", []),
        ("a: {menu: 'The extension, please.', keys: {21: desk, 29: hangup}}\n", []),
    ],
)
def test_choices_and_prompts(steps: str, expected: list[str]) -> None:
    assert advice(steps) == expected


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("{en: Thank you for calling us., es: Gracias por llamarnos.}", []),
        ("{en: Thank you for calling us., es: Thank you for calling us.}", ["W710"]),
        ("{en: Acme Bank., es: Acme Bank.}", []),
        ("{en: 'You have {{ call.turns }} turns left.', es: 'You have {{ call.turns }} turns left.'}", ["W710"]),
        (
            "{en: We are closed today and the whole day tomorrow. Please call us again on Monday., es: Cerrado.}",
            ["W711"],
        ),
        ("{en: Closed., es: Hoy está cerrado.}", []),
        ("'{{ caller.number | phone }}'", []),
    ],
)
def test_translations(said: str, expected: list[str]) -> None:
    assert advice(f"a: {{say: {said}, next: desk}}\n", TWO) == expected


def test_the_way_to_a_language_need_not_be_offered_in_it() -> None:
    menu = (
        "a:\n  menu:\n    en: [For x press 1., {language: es, text: Para español oprima el 2.}]\n"
        "    es: Para x oprima el 1.\n  keys: {1: desk, 2: spanish}\nspanish: {language: es, next: a}\n"
    )
    assert advice(menu, TWO) == []
    assert advice(menu.replace("Para x oprima el 1.", "Para x oprima el 3."), TWO) == ["W305"]
    three = menu.replace("oprima el 2.}]", "oprima el 2.}, For y press 3.]").replace(
        "2: spanish}", "2: spanish, 3: desk}"
    )
    assert advice(three, TWO) == ["W705"]  # Spanish callers do not hear of 3


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ("ask: Please enter your PIN., save: x", ["W713"]),
        ("ask: Please enter your PIN., save: x, sensitive: yes", []),
        ("ask: Your zip code please., save: x", []),
        ("ask: Su número de seguro social., save: x", ["W713"]),
        ("ask: What is pinned to the door?, save: x", []),
        ("ask: The number of your library card., save: x", []),
        ("ask: Please say your password., save: x, as: words", ["W713"]),
    ],
)
def test_secrets(asked: str, expected: list[str]) -> None:
    assert advice(f"a: {{{asked}, next: desk}}\n") == expected


@pytest.mark.parametrize(
    ("steps", "expected"),
    [
        ("a: {say: This call may be recorded., must_hear: yes, next: desk}\n", []),
        ("a: {say: This call may be recorded., next: desk}\n", ["W718"]),
        ("a: {menu: 'Calls are recorded. For us, press 1.', keys: {1: desk}}\n", ["W718"]),
        ("a: {dial: desk, record: yes, otherwise: desk}\n", ["W719"]),
        ("a: {say: Calls are recorded., must_hear: yes, next: b}\nb: {dial: desk, record: yes, otherwise: desk}\n", []),
    ],
)
def test_notices_of_recording(steps: str, expected: list[str]) -> None:
    assert advice(steps) == expected


@pytest.mark.parametrize(
    ("english", "spanish", "expected"),
    [
        ("'{{ caller.city }} it is.'", "'Es {{ caller.city | upcase }}.'", []),
        ("'{{ caller.city }} it is.'", "Muy bien.", ["W721"]),
        ("Very well.", "'Es {{ caller.city }}.'", ["W721"]),
        ("'This is {{ line.name }}.'", "Le habla Acme.", []),
        ("'{% if caller.city %}Welcome back.{% endif %} Well.'", "Muy bien.", []),
        ("'{% if caller.city %}From {{ caller.city }}.{% endif %} Well.'", "Muy bien.", ["W721"]),
        ("[Well, {pause: 1s}]", "Muy bien.", []),
    ],
)
def test_a_value_that_one_language_leaves_out(english: str, spanish: str, expected: list[str]) -> None:
    assert advice(f"a:\n  say: {{en: {english}, es: {spanish}}}\n  next: desk\n", TWO) == expected


@pytest.mark.parametrize(
    ("english", "spanish", "expected"),
    [
        ("Your number and pound.", "Su número y numeral.", []),
        ("Your number and pound.", "Su número.", ["W721"]),
        ("Your number.", "Su número y numeral.", ["W721"]),
        ("Your six digits.", "Sus 6 cifras.", []),
    ],
)
def test_a_key_that_one_language_leaves_out(english: str, spanish: str, expected: list[str]) -> None:
    ask = f"a:\n  ask: {{en: {english}, es: {spanish}}}\n  save: x\n  next: desk\n"
    assert advice(ask, TWO) == expected
    welsh = TWO.replace("es: {locale: es-US}", "cy: {locale: cy-GB}")
    assert advice(ask.replace("es:", "cy:"), welsh) == ["W722"]  # whose words for keys nobody here knows
