"""Advice on how to treat callers: choices they can remember, ways back and to people, words in every language."""

from collections.abc import Iterator

from ivr.menu.checking.manners.choices import advise_on_choices
from ivr.menu.checking.manners.depth import advise_on_depth
from ivr.menu.checking.manners.left_out import advise_on_what_is_left_out
from ivr.menu.checking.manners.leftovers import advise_on_leftovers
from ivr.menu.checking.manners.notices import advise_on_notices
from ivr.menu.checking.manners.own_words import advise_on_own_words
from ivr.menu.checking.manners.people import advise_on_people
from ivr.menu.checking.manners.translations import advise_on_translations
from ivr.menu.checking.web import Web
from ivr.menu.problems import Problem
from ivr.menu.reading.load import Draft


def check_manners(draft: Draft, web: Web) -> Iterator[Problem]:
    """Yield advice on the whole line, in no order. It is meant for lines without errors; of others it may be wrong."""
    yield from advise_on_choices(draft)
    yield from advise_on_depth(draft, web)
    yield from advise_on_people(draft, web)
    yield from advise_on_translations(draft)
    yield from advise_on_what_is_left_out(draft)
    yield from advise_on_own_words(draft)
    yield from advise_on_notices(draft)
    yield from advise_on_leftovers(draft)
