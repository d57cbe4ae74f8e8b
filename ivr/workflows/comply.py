"""Before a text comes to a menu: those that ask to be left alone, to be written to again, or who writes."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from ivr.clock import Clock
from ivr.log import get_logger
from ivr.menu.carrier_words import Wish
from ivr.menu.line import Language, Line
from ivr.menu.parts import Channel, Prompt, TextPiece
from ivr.menu.speaking.speech import Speech
from ivr.menu.templates.template import parse_template, render
from ivr.messaging.keywords import Heard, LineWords, ProviderWords, hear
from ivr.messaging.own_texts import own_text
from ivr.ports.records import OptOutShelf, Source, WishTold
from ivr.ports.releases import MenuShelf
from ivr.ports.text_work import Converser
from ivr.ports.texts import MessageReceived, Reply
from ivr.values import PhoneNumber

_LONGEST_WORDS = 160
_log = get_logger(__name__)


@dataclass(frozen=True, slots=True)
class CompliantConverser:
    """Answers texts by the carriers' rules, and leaves those that are none of it to the line's menus.

    `words_of`: the words that a provider takes for itself in texts to one of our numbers, and answers.
    """

    menus_converser: Converser
    opt_outs: OptOutShelf
    menus: MenuShelf
    words_of: Callable[[str, PhoneNumber], ProviderWords]
    clock: Clock

    def converse(self, provider: str, received: MessageReceived, tell: Callable[[Reply], object]) -> Sequence[Reply]:
        """Return what is answered; nothing to who does not want to hear from us, unless they ask who we are.

        DatabaseUnavailableError, and what the menus raise.
        """
        is_out = self.opt_outs.has_opted_out(received.sender.number, Channel.TEXT)
        words = self.words_of(provider, received.our_number)
        compliance = self.menus.current().line.compliance
        line_words = LineWords({wish: compliance.words_for(wish) for wish in Wish})
        heard = hear(received.body, line_words, words, received.told, is_opted_out=is_out)
        if heard is not None:
            return self._follow(provider, received, heard)
        if is_out:
            _log.info("text_of_who_opted_out", provider=provider, text=received.message_id.value)
            return ()
        return self.menus_converser.converse(provider, received, tell)

    def _follow(self, provider: str, received: MessageReceived, heard: Heard) -> Sequence[Reply]:
        is_to_be_told = heard.wish is Wish.HELP or self._note(provider, received, heard.wish)
        is_ours = is_to_be_told and not heard.is_answered
        _log.info("wish", provider=provider, text=received.message_id.value, wish=heard.wish.value, answered=is_ours)
        return (Reply(self._answer(received, heard.wish), is_owed=True),) if is_ours else ()

    def _note(self, provider: str, received: MessageReceived, wish: Wish) -> bool:
        told = WishTold(
            number=received.sender.number,
            wish=wish,
            # Who takes consent back in one way takes it back for all: 47 CFR 64.1200(a)(10).
            channels=(Channel.TEXT, Channel.CALL),
            source=Source.KEYWORD,
            evidence=f"{provider}:{received.message_id}",
            at=self.clock(),
            words=received.body[:_LONGEST_WORDS],
        )
        return self.opt_outs.note(told)

    def _answer(self, received: MessageReceived, wish: Wish) -> str:
        line = self.menus.current().line
        route = line.numbers.get(received.our_number.reveal())
        code = route.language if route is not None else None
        language = (line.find_language(code) if code is not None else None) or line.first_language
        prompt = line.compliance.answer_to(wish)
        said = "" if prompt is None else _as_text(prompt, language, line)
        return said or own_text(wish, language.locale, line.name)


def _as_text(prompt: Prompt, language: Language, line: Line) -> str:
    """Return the words of an answer in that language; empty when it has none."""
    pieces = prompt.text.get(language.code) or prompt.text.get(line.first_language.code, ())
    templates = [piece.template for piece in pieces if isinstance(piece, TextPiece)]
    speech = Speech(language.locale, line.zone, written=True)
    scope = {"line": {"name": line.name}}
    return " ".join(render(parse_template(each), scope, speech) for each in templates).strip()
