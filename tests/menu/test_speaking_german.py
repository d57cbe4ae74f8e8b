"""Values said in German: in Germany, Austria and Switzerland."""

import pytest

from ivr.menu.speaking.speaking import Speech, date, money, number, ordinal, phone, spell, time
from ivr.menu.templates.value import Value


def _aloud(locale: str) -> Speech:
    return Speech(locale, "Europe/Berlin")


def _written(locale: str) -> Speech:
    return Speech(locale, "Europe/Berlin", written=True)


@pytest.mark.parametrize(
    ("value", "aloud"),
    [
        ("4021", "4, 0, 2, 1"),
        ("ab12", "A, B, 1, 2"),
        ("öß", "Ö, ß"),
        ("A-1", "A, Bindestrich, 1"),
        ("a.b@c_d", "A, Punkt, B, ät, C, Unterstrich, D"),
        ("/+*", "Schrägstrich, plus, Stern"),
        ("&:", "und, Doppelpunkt"),
        ("#", "Raute"),
        ("", ""),
    ],
)
@pytest.mark.parametrize("locale", ["de-DE", "de-AT", "de-CH"])
def test_spell(locale: str, value: Value, aloud: str) -> None:
    assert spell(_aloud(locale), value) == aloud
    assert spell(_written(locale), value) == value


@pytest.mark.parametrize(
    ("locale", "value", "aloud", "written"),
    [
        ("de-DE", "+493012345678", "0 3 0, 1 2, 3 4, 5 6, 7 8", "030 12345678"),
        ("de-DE", "015112345678", "0 1 5 1 1, 2 3 4, 5 6, 7 8", "01511 2345678"),
        ("de-DE", "+498912345", "0 8 9, 1 2 3 4 5", "089 12345"),
        ("de-DE", "+14155551234", "plus 1, 4 1 5, 5 5 5, 1 2 3 4", "+1 415-555-1234"),
        ("de-DE", "+498912345;ext=12", "0 8 9, 1 2 3 4 5, Durchwahl 1 2", "089 12345 ext. 12"),
        ("de-DE", "110", "1 1 0", "110"),
        ("de-AT", "+431234567", "0 1, 2 3, 4 5, 6 7", "01 234567"),
        ("de-CH", "+41441234567", "0 4 4, 1 2 3, 4 5, 6 7", "044 123 45 67"),
        ("de-CH", "+493012345678", "plus 4 9, 3 0, 1 2, 3 4, 5 6, 7 8", "+49 30 12345678"),
    ],
)
def test_phone(locale: str, value: Value, aloud: str, written: str) -> None:
    assert phone(_aloud(locale), value) == aloud
    assert phone(_written(locale), value) == written


@pytest.mark.parametrize(
    ("locale", "value", "aloud", "written"),
    [
        ("de-DE", 12.5, "12 Euro und 50 Cent", "12,50 €"),
        ("de-DE", 1, "ein Euro", "1,00 €"),
        ("de-DE", 1.01, "ein Euro und ein Cent", "1,01 €"),
        ("de-DE", 0, "0 Euro", "0,00 €"),
        ("de-DE", 0.5, "50 Cent", "0,50 €"),
        ("de-DE", -12.5, "minus 12 Euro und 50 Cent", "-12,50 €"),
        ("de-DE", 21.21, "21 Euro und 21 Cent", "21,21 €"),
        ("de-DE", 1234.5, "1.234 Euro und 50 Cent", "1.234,50 €"),
        ("de-DE", 1_000_000, "eine Million Euro", "1.000.000,00 €"),
        ("de-DE", 2_500_000, "2.500.000 Euro", "2.500.000,00 €"),
        ("de-DE", 2_000_000_000, "2 Milliarden Euro", "2.000.000.000,00 €"),
        ("de-AT", 12.5, "12 Euro und 50 Cent", "€ 12,50"),
        ("de-CH", 12.5, "12 Franken und 50 Rappen", "CHF 12.50"),
        ("de-CH", 1234, "1234 Franken", "CHF 1’234.00"),
    ],
)
def test_money_at_home(locale: str, value: Value, aloud: str, written: str) -> None:
    assert money(_aloud(locale), value) == aloud
    assert money(_written(locale), value) == written


@pytest.mark.parametrize(
    ("locale", "value", "currency", "aloud"),
    [
        ("de-DE", 12.5, "USD", "12 US-Dollar und 50 Cent"),
        ("de-DE", 1, "USD", "ein US-Dollar"),
        ("de-DE", 1, "CAD", "ein Kanadischer Dollar"),
        ("de-DE", 2, "CAD", "2 Kanadische Dollar"),
        ("de-DE", 1.01, "GBP", "ein Pfund und ein Penny"),
        ("de-DE", 12.5, "CHF", "12 Schweizer Franken und 50 Rappen"),
        ("de-DE", 1, "INR", "eine Rupie"),
        ("de-DE", 13, "JPY", "13 Japanische Yen"),
        ("de-DE", 12.5, "SEK", "12,50 Schwedische Kronen"),
        ("de-CH", 12.5, "SEK", "12 Punkt 50 Schwedische Kronen"),
    ],
)
def test_money_of_others(locale: str, value: Value, currency: str, aloud: str) -> None:
    assert money(_aloud(locale), value, currency) == aloud


@pytest.mark.parametrize(
    ("locale", "value", "aloud", "written"),
    [
        ("de-DE", 1234.5, "1.234,5", "1.234,5"),
        ("de-DE", 1, "1", "1"),
        ("de-DE", 0, "0", "0"),
        ("de-DE", -5, "minus 5", "-5"),
        ("de-DE", 0.05, "0,05", "0,05"),
        ("de-DE", 1_234_567, "1.234.567", "1.234.567"),
        ("de-DE", 1_000_000, "eine Million", "1.000.000"),
        ("de-AT", 12.0, "12", "12"),
        ("de-CH", 1234.5, "1234 Punkt 5", "1’234.5"),
        ("de-CH", 1_234_567, "eine Million 234567", "1’234’567"),
    ],
)
def test_number(locale: str, value: Value, aloud: str, written: str) -> None:
    assert number(_aloud(locale), value) == aloud
    assert number(_written(locale), value) == written


@pytest.mark.parametrize(
    ("value", "expected"),
    [(1, "1."), (2, "2."), (3, "3."), ("10", "10."), (11, "11."), (21, "21."), (0, "0."), (100, "100.")],
)
@pytest.mark.parametrize("locale", ["de-DE", "de-CH"])
def test_ordinal(locale: str, value: Value, expected: str) -> None:
    assert ordinal(_aloud(locale), value) == expected
    assert ordinal(_written(locale), value) == expected


@pytest.mark.parametrize(
    ("locale", "value", "aloud", "written"),
    [
        ("de-DE", "2026-12-24", "Donnerstag, 24. Dezember 2026", "24.12.2026"),
        ("de-DE", "2026-01-01", "Donnerstag, 1. Januar 2026", "01.01.2026"),
        ("de-AT", "2026-01-01", "Donnerstag, 1. Jänner 2026", "01.01.2026"),
        ("de-CH", "2026-08-01", "Samstag, 1. August 2026", "01.08.2026"),
        ("de-DE", "2026-03-21", "Samstag, 21. März 2026", "21.03.2026"),
        ("de-DE", "20261003", "Samstag, 3. Oktober 2026", "03.10.2026"),
        ("de-DE", "2026-12-23T23:30:00Z", "Donnerstag, 24. Dezember 2026", "24.12.2026"),
        ("de-DE", "2024-02-29", "Donnerstag, 29. Februar 2024", "29.02.2024"),
    ],
)
def test_date(locale: str, value: Value, aloud: str, written: str) -> None:
    assert date(_aloud(locale), value) == aloud
    assert date(_written(locale), value) == written


@pytest.mark.parametrize(
    ("value", "aloud", "written"),
    [
        ("17:05", "17 Uhr 5", "17:05"),
        ("17:00", "17 Uhr", "17:00"),
        ("00:00", "Mitternacht", "00:00"),
        ("00:30", "0 Uhr 30", "00:30"),
        ("01:00", "ein Uhr", "01:00"),
        ("01:05", "ein Uhr 5", "01:05"),
        ("12:00", "12 Uhr", "12:00"),
        ("12:30", "12 Uhr 30", "12:30"),
        ("21:01", "21 Uhr 1", "21:01"),
        ("2026-12-24T16:05:00Z", "17 Uhr 5", "17:05"),
    ],
)
@pytest.mark.parametrize("locale", ["de-DE", "de-AT", "de-CH"])
def test_time(locale: str, value: Value, aloud: str, written: str) -> None:
    assert time(_aloud(locale), value) == aloud
    assert time(_written(locale), value) == written
