"""Advice on what must be heard and what must not be kept: notices of recording, and secrets."""

import re
from collections.abc import Iterator
from typing import Final

from ivr.menu.checking.check_recordings import prompts_of
from ivr.menu.checking.wording import plain_words
from ivr.menu.parts import Prompt
from ivr.menu.problems import Problem
from ivr.menu.reading.load import Draft
from ivr.menu.verbs import Ask, AskKind, Conference, Dial, Menu, Queue, Say

_NOTICE: Final = re.compile(
    r"\b(?:(?:may|might|will|can|could) be (?:recorded|monitored)|(?:is|are|being) (?:recorded|monitored)|"
    r"(?:puede|podrá|podría|pueden) ser grabad\w+|(?:será|serán|está siendo) grabad\w+|"
    r"(?:peut|pourra|peuvent) être enregistré\w*|(?:sera|est) enregistrée?s?|"
    r"(?:wird|werden|kann|können)\b[^.]{0,40} aufgezeichnet|(?:poderá|pode|será) (?:ser )?gravad\w+)",
    re.IGNORECASE,
)
# What is over one day, and is then still said.
_PASSING: Final = re.compile(
    r"\b(?:(?:because of|due to|owing to) (?:the |a |an )?(?:heavy |severe |bad |winter )?"
    r"(?:snow\w*|storm\w*|weather|flood\w*|fire\w*|ice|strike|outage|hurricane|heat\w*|power cut|emergency|works)|"
    r"(?:this|next) week\b(?!end)|(?:debido a|por) (?:la |una |el )?(?:nieve|tormenta|huelga|inundación|avería)|"
    r"(?:en raison|à cause) (?:de la |du |d'une |d'un )(?:neige|tempête|grève|panne)|"
    r"wegen (?:des |eines |der )?(?:Schnees|Sturms|Unwetters|Streiks|Stromausfalls))",
    re.IGNORECASE,
)
_SECRET: Final = re.compile(
    r"\b(?:PINs?|P\.I\.N\.|NIP|Geheimzahl|code secret|password|passcode|passwort|kennwort|contraseña|clave secreta|"
    r"mot de passe|senha|CVV|CVC|card verification|security code|código de seguridad|"
    r"(?:credit|debit|bank) card(?: number)?|número de (?:su |la )?tarjeta(?: de crédito| de débito)?|kartennummer|"
    r"numéro de (?:votre )?carte bancaire|número do cartão de crédito|"
    r"social security(?: number)?|SSN|seguro social)\b"
)
_ANY_CASE: Final = re.compile(_SECRET.pattern, re.IGNORECASE)
_ENTERED: Final = frozenset({AskKind.DIGITS, AskKind.NUMBER, AskKind.WORDS})


def advise_on_notices(draft: Draft) -> Iterator[Problem]:
    """Yield secrets that are not called sensitive, notices that can be cut off or never end, and secret recording."""
    is_noticed = False
    recorded = []
    for name, step in draft.menus.steps.items():
        if name in draft.guesses:
            continue
        verb = step.verb
        for prompt in prompts_of(verb):
            if _says(prompt, _NOTICE):
                is_noticed = True
                if isinstance(verb, Menu | Ask) or (isinstance(verb, Say) and not verb.must_hear):
                    text = "A key press cuts this notice off; say it in a `say` of its own with `must_hear: yes`."
                    yield Problem(prompt.place, "W718", text)
        if isinstance(verb, Say) and verb.until is None and _says(verb.prompt, _PASSING):
            text = "This will be over one day and still be said; write `until:` with the last day of it."
            yield Problem(verb.prompt.place, "W720", text)
        if isinstance(verb, Ask) and not verb.sensitive and verb.kind in _ENTERED:
            found = next((each for each in (verb.prompt, verb.again) if each and _says(each, _ANY_CASE)), None)
            if found is not None:
                text = (
                    f"This asks for a secret, and `{verb.save}` is not `sensitive`; add `sensitive: yes`, so that it "
                )
                yield Problem(found.place, "W713", f"{text}appears in no log or record.")
        if isinstance(verb, Dial | Queue | Conference) and verb.record:
            recorded.append(step)
    if recorded and not is_noticed:
        text = (
            "Calls are recorded here, and nothing in the line tells callers so; say it before, with `must_hear: yes`."
        )
        yield Problem(recorded[0].place_of("record"), "W719", text)


def _says(prompt: Prompt, words: re.Pattern[str]) -> bool:
    return any(words.search(plain_words(pieces)) for pieces in prompt.phone.values())
