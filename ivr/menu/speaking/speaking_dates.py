"""Saying dates and times of day."""

import datetime as dt
import re
from typing import Final

from babel.dates import format_date, format_skeleton, format_time

from ivr.menu.speaking.speech import Speech, find_words, locale_of, plain_spaces, zone_of
from ivr.menu.speaking.speech_words import Clock, Words
from ivr.menu.templates.value import CannotComputeError, Value, kind_of, text_of

_LONGEST: Final = 40
_CLOCK: Final = re.compile(r"(\d{1,2}):(\d{2})(?::\d{2})?", re.ASCII)
_DAY: Final = re.compile(r"\d{4}-?\d{2}-?\d{2}", re.ASCII)
_YEARLY: Final = re.compile(r"\d{2}-\d{2}", re.ASCII)
_MOMENT: Final = re.compile(r"\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}.*", re.ASCII)


def date(speech: Speech, value: Value) -> str:
    """Return `Thursday, December 24, 2026`, or `Dec 24, 2026` when written; in French `jeudi 1er janvier 2026`.

    The value is an ISO date, or a date with a time, which is first moved to the line's zone; `12-24` is a day of every
    year.
    """
    yearly = _find_yearly(value)
    if yearly is not None:
        return _said_yearly(yearly, speech)
    day = _find_day(value, speech)
    if day is None:
        raise CannotComputeError(f"needs a date such as 2026-12-24, not {_kind(value)}", text_of(value))
    locale = locale_of(speech.locale)
    if speech.written:
        return plain_spaces(format_date(day, "medium", locale=locale))
    said = plain_spaces(format_date(day, "full", locale=locale))
    words = find_words(locale)
    said = said.replace(" 1 ", f" {words.first_day} ") if words and words.first_day else said
    return _with_day(said, day.day, words, speech)


def _find_yearly(value: Value) -> dt.date | None:
    text = _text(value)
    try:
        return dt.date.fromisoformat(f"2000-{text}") if _YEARLY.fullmatch(text) else None
    except ValueError:
        return None


def _said_yearly(day: dt.date, speech: Speech) -> str:
    locale = locale_of(speech.locale)
    said = plain_spaces(format_skeleton("MMMd" if speech.written else "MMMMd", day, locale=locale))
    words = None if speech.written else find_words(locale)
    said = f" {said} ".replace(" 1 ", f" {words.first_day} ").strip() if words and words.first_day else said
    return _with_day(said, day.day, words, speech)


def _with_day(said: str, day: int, words: Words | None, speech: Speech) -> str:
    """Return a date with its day as a synthesiser is told that reads it as a mere count."""
    if words is None or not speech.plain or day not in words.plain.days:
        return said
    return re.sub(rf"\b{day}\b\.?", words.plain.days[day], said, count=1)


def time(speech: Speech, value: Value) -> str:
    """Return `5:05 PM`, and aloud `5 PM`, `noon` and `midnight`; in Spanish `5:05 de la tarde`.

    The value is `17:05`, or an ISO date with a time, which is first moved to the line's zone.
    """
    clock = _find_clock(value, speech)
    if clock is None:
        raise CannotComputeError(f"needs a time such as 17:05, not {_kind(value)}", text_of(value))
    locale = locale_of(speech.locale)
    words = None if speech.written else find_words(locale)
    said = _find_said(clock, words.clock) if words else None
    if said is None:
        in_halves = "a" in locale.time_formats["short"].pattern
        form = "h a" if in_halves and clock.minute == 0 and not speech.written else "short"
        said = plain_spaces(format_time(clock, form, locale=locale))
    for pattern, instead in words.plain.times if words and speech.plain else ():
        said = re.sub(pattern, instead, said)
    return said


def _find_said(time_of_day: dt.time, clock: Clock) -> str | None:
    minute = time_of_day.minute
    if minute == 0:
        return clock.on_the_hour.get(time_of_day.hour)
    pattern = clock.past_the_hour.get(time_of_day.hour)
    return pattern.format(minute=minute, minutes=clock.minutes[minute]) if pattern else None


def _find_day(value: Value, speech: Speech) -> dt.date | None:
    text = _text(value)
    if _DAY.fullmatch(text):
        try:
            return dt.date.fromisoformat(text)
        except ValueError:
            return None
    moment = _find_moment(text, speech)
    return moment.date() if moment else None


def _find_clock(value: Value, speech: Speech) -> dt.time | None:
    text = _text(value)
    clock = _CLOCK.fullmatch(text)
    if clock:
        hour, minute = int(clock[1]), int(clock[2])
        return dt.time(hour, minute) if hour < 24 and minute < 60 else None
    moment = _find_moment(text, speech)
    return moment.time() if moment else None


def _find_moment(text: str, speech: Speech) -> dt.datetime | None:
    if not _MOMENT.fullmatch(text):
        return None
    try:
        moment = dt.datetime.fromisoformat(text)
        return moment.astimezone(zone_of(speech.zone)) if moment.tzinfo else moment
    except (ValueError, OverflowError):
        return None


def _text(value: Value) -> str:
    return value.strip() if isinstance(value, str) and len(value) <= _LONGEST else ""


def _kind(value: Value) -> str:
    return "other text" if isinstance(value, str) and value.strip() else kind_of(value)
