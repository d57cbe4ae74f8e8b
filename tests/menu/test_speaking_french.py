"""Values said in French: in France and Canada."""

import pytest

from ivr.menu.speaking.speaking import Speech, date, money, number, ordinal, phone, spell, time
from ivr.menu.templates.value import Value


def _aloud(locale: str) -> Speech:
    return Speech(locale, "Europe/Paris")


def _written(locale: str) -> Speech:
    return Speech(locale, "Europe/Paris", written=True)


@pytest.mark.parametrize(
    ("locale", "value", "aloud"),
    [
        ("fr-FR", "4021", "4, 0, 2, 1"),
        ("fr-FR", "ab12", "A, B, 1, 2"),
        ("fr-FR", "éç", "É, Ç"),
        ("fr-FR", "A-1", "A, tiret, 1"),
        ("fr-FR", "a.b@c_d", "A, point, B, arobase, C, tiret bas, D"),
        ("fr-FR", "/+*", "barre oblique, plus, étoile"),
        ("fr-FR", "&:", "et, deux-points"),
        ("fr-FR", "#", "dièse"),
        ("fr-CA", "#", "carré"),
        ("fr-FR", "", ""),
    ],
)
def test_spell(locale: str, value: Value, aloud: str) -> None:
    assert spell(_aloud(locale), value) == aloud
    assert spell(_written(locale), value) == value


@pytest.mark.parametrize(
    ("locale", "value", "aloud", "written"),
    [
        ("fr-FR", "+33123456789", "0 1, 2 3, 4 5, 6 7, 8 9", "01 23 45 67 89"),
        ("fr-FR", "0612345678", "0 6, 1 2, 3 4, 5 6, 7 8", "06 12 34 56 78"),
        ("fr-FR", "0800123456", "0, 8 0 0, 1 2, 3 4, 5 6", "0 800 12 34 56"),
        ("fr-FR", "+14155551234", "plus 1, 4 1 5, 5 5 5, 1 2 3 4", "+1 415-555-1234"),
        ("fr-FR", "+33123456789;ext=12", "0 1, 2 3, 4 5, 6 7, 8 9, poste 1 2", "01 23 45 67 89 ext. 12"),
        ("fr-FR", "112", "1 1 2", "112"),
        ("fr-CA", "5145551234", "5 1 4, 5 5 5, 1 2 3 4", "(514) 555-1234"),
        ("fr-CA", "+33123456789", "plus 3 3, 1, 2 3, 4 5, 6 7, 8 9", "+33 1 23 45 67 89"),
        ("fr-BE", "+3225551212", "0 2, 5 5 5, 1 2, 1 2", "02 555 12 12"),
        ("fr-CH", "+41441234567", "0 4 4, 1 2 3, 4 5, 6 7", "044 123 45 67"),
    ],
)
def test_phone(locale: str, value: Value, aloud: str, written: str) -> None:
    assert phone(_aloud(locale), value) == aloud
    assert phone(_written(locale), value) == written


@pytest.mark.parametrize(
    ("locale", "value", "aloud", "written"),
    [
        ("fr-FR", 12.5, "12 euros et 50 centimes", "12,50 €"),
        ("fr-FR", 1, "un euro", "1,00 €"),
        ("fr-FR", 1.01, "un euro et un centime", "1,01 €"),
        ("fr-FR", 0, "0 euro", "0,00 €"),
        ("fr-FR", 0.5, "50 centimes", "0,50 €"),
        ("fr-FR", -12.5, "moins 12 euros et 50 centimes", "-12,50 €"),
        ("fr-FR", 2, "2 euros", "2,00 €"),
        ("fr-FR", 1234.5, "1234 euros et 50 centimes", "1 234,50 €"),
        ("fr-FR", 1_000_000, "un million d'euros", "1 000 000,00 €"),
        ("fr-FR", 2_000_000_000, "2 milliards d'euros", "2 000 000 000,00 €"),
        ("fr-FR", 1_234_567, "un million 234567 euros", "1 234 567,00 €"),
        ("fr-CA", 12.5, "12 dollars et 50 cents", "12,50 $"),
        ("fr-CA", 1.01, "un dollar et un cent", "1,01 $"),
        ("fr-CA", 3_000_000, "3 millions de dollars", "3 000 000,00 $"),
        ("fr-CH", 12.5, "12 francs et 50 centimes", "12,50 CHF"),
        ("fr-SN", 5000, "5000 francs CFA", "5 000 F CFA"),
    ],
)
def test_money_at_home(locale: str, value: Value, aloud: str, written: str) -> None:
    assert money(_aloud(locale), value) == aloud
    assert money(_written(locale), value) == written


@pytest.mark.parametrize(
    ("locale", "value", "currency", "aloud"),
    [
        ("fr-FR", 12.5, "USD", "12 dollars américains et 50 cents"),
        ("fr-CA", 1, "USD", "un dollar américain"),
        ("fr-FR", 12.5, "CAD", "12 dollars canadiens et 50 cents"),
        ("fr-CA", 12.5, "EUR", "12 euros et 50 centimes"),
        ("fr-FR", 1, "GBP", "une livre sterling"),
        ("fr-FR", 21, "GBP", "vingt et une livres sterling"),
        ("fr-FR", 101, "GBP", "100 une livres sterling"),
        ("fr-FR", 171, "GBP", "171 livres sterling"),
        ("fr-FR", 12.5, "CHF", "12 francs suisses et 50 centimes"),
        ("fr-FR", 13, "JPY", "13 yens japonais"),
        ("fr-FR", 12.5, "SEK", "12,50 couronnes suédoises"),
        ("fr-FR", 0, "SEK", "0 couronne suédoise"),
        ("fr-FR", 2_000_000, "AFN", "2 millions d'afghanis"),
    ],
)
def test_money_of_others(locale: str, value: Value, currency: str, aloud: str) -> None:
    assert money(_aloud(locale), value, currency).startswith(aloud)


@pytest.mark.parametrize(
    ("locale", "value", "aloud", "written"),
    [
        ("fr-FR", 1234.5, "1234,5", "1 234,5"),
        ("fr-FR", 1, "1", "1"),
        ("fr-FR", 0, "0", "0"),
        ("fr-FR", -5, "moins 5", "-5"),
        ("fr-FR", 0.05, "0,05", "0,05"),
        ("fr-FR", 12.0, "12", "12"),
        ("fr-CA", 12345, "12345", "12 345"),
        ("fr-CA", 1_234_567, "un million 234567", "1 234 567"),
        ("fr-FR", 2_000_000, "2 millions", "2 000 000"),
    ],
)
def test_number(locale: str, value: Value, aloud: str, written: str) -> None:
    assert number(_aloud(locale), value) == aloud
    assert number(_written(locale), value) == written


@pytest.mark.parametrize(
    ("value", "aloud", "written"),
    [
        (1, "1er", "1er"),
        (2, "2ème", "2e"),
        (3, "3ème", "3e"),
        ("10", "10ème", "10e"),
        (11, "11ème", "11e"),
        (21, "21ème", "21e"),
        (0, "0ème", "0e"),
        (1001, "1001ème", "1 001e"),
    ],
)
@pytest.mark.parametrize("locale", ["fr-FR", "fr-CA"])
def test_ordinal(locale: str, value: Value, aloud: str, written: str) -> None:
    assert ordinal(_aloud(locale), value) == aloud
    assert ordinal(_written(locale), value) == written


@pytest.mark.parametrize(
    ("locale", "value", "aloud", "written"),
    [
        ("fr-FR", "2026-12-24", "jeudi 24 décembre 2026", "24 déc. 2026"),
        ("fr-FR", "2026-01-01", "jeudi 1er janvier 2026", "1 janv. 2026"),
        ("fr-CA", "2026-07-01", "mercredi 1er juillet 2026", "1 juill. 2026"),
        ("fr-CH", "2026-08-01", "samedi, 1er août 2026", "1 août 2026"),
        ("fr-FR", "2026-03-21", "samedi 21 mars 2026", "21 mars 2026"),
        ("fr-FR", "2026-03-11", "mercredi 11 mars 2026", "11 mars 2026"),
        ("fr-FR", "2026-12-23T23:30:00Z", "jeudi 24 décembre 2026", "24 déc. 2026"),
        ("fr-FR", "2024-02-29", "jeudi 29 février 2024", "29 févr. 2024"),
    ],
)
def test_date(locale: str, value: Value, aloud: str, written: str) -> None:
    assert date(_aloud(locale), value) == aloud
    assert date(_written(locale), value) == written


@pytest.mark.parametrize(
    ("locale", "value", "aloud", "written"),
    [
        ("fr-FR", "17:05", "17 heures 5", "17:05"),
        ("fr-FR", "17:00", "17 heures", "17:00"),
        ("fr-FR", "00:00", "minuit", "00:00"),
        ("fr-FR", "00:30", "0 heure 30", "00:30"),
        ("fr-FR", "01:00", "une heure", "01:00"),
        ("fr-FR", "01:05", "une heure 5", "01:05"),
        ("fr-FR", "12:00", "midi", "12:00"),
        ("fr-FR", "12:30", "12 heures 30", "12:30"),
        ("fr-FR", "21:00", "vingt et une heures", "21:00"),
        ("fr-FR", "8:21", "8 heures vingt et une", "08:21"),
        ("fr-CA", "17:05", "17 heures 5", "17 h 05"),
    ],
)
def test_time(locale: str, value: Value, aloud: str, written: str) -> None:
    assert time(_aloud(locale), value) == aloud
    assert time(_written(locale), value) == written
