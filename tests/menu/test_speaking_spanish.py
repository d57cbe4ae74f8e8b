"""Values said in Spanish: in the United States, Mexico and Spain."""

import pytest

from ivr.menu.speaking.speaking import Speech, date, money, number, ordinal, phone, spell, time
from ivr.menu.templates.value import Value


def _aloud(locale: str) -> Speech:
    return Speech(locale, "America/New_York")


def _written(locale: str) -> Speech:
    return Speech(locale, "America/New_York", written=True)


@pytest.mark.parametrize(
    ("locale", "value", "aloud"),
    [
        ("es-US", "4021", "4, 0, 2, 1"),
        ("es-US", "ab12", "A, B, 1, 2"),
        ("es-US", "ñá", "Ñ, Á"),
        ("es-US", "xyz", "X, i griega, Z"),
        ("es-US", "A-1", "A, guion, 1"),
        ("es-US", "a.b@c_d", "A, punto, B, arroba, C, guion bajo, D"),
        ("es-US", "+*:&", "más, asterisco, dos puntos, y"),
        ("es-US", "#/", "numeral, barra"),
        ("es-MX", "#/", "gato, diagonal"),
        ("es-ES", "#/", "almohadilla, barra"),
        ("es-US", "", ""),
    ],
)
def test_spell(locale: str, value: Value, aloud: str) -> None:
    assert spell(_aloud(locale), value) == aloud
    assert spell(_written(locale), value) == value


@pytest.mark.parametrize(
    ("locale", "value", "aloud", "written"),
    [
        ("es-US", "+14155551234", "4 1 5, 5 5 5, 1 2 3 4", "(415) 555-1234"),
        ("es-US", "+14155551234;ext=12", "4 1 5, 5 5 5, 1 2 3 4, extensión 1 2", "(415) 555-1234 ext. 12"),
        ("es-US", "+525512345678", "más 5 2, 5 5, 1 2 3 4, 5 6 7 8", "+52 55 1234 5678"),
        ("es-419", "+14155551234", "4 1 5, 5 5 5, 1 2 3 4", "(415) 555-1234"),
        ("es-MX", "5512345678", "5 5, 1 2 3 4, 5 6 7 8", "55 1234 5678"),
        ("es-MX", "+526641234567", "6 6 4, 1 2 3, 4 5 6 7", "664 123 4567"),
        ("es-MX", "+14155551234", "más 1, 4 1 5, 5 5 5, 1 2 3 4", "+1 415-555-1234"),
        ("es-ES", "912345678", "9 1 2, 3 4, 5 6, 7 8", "912 34 56 78"),
        ("es-ES", "+34612345678", "6 1 2, 3 4, 5 6, 7 8", "612 34 56 78"),
        ("es-US", "911", "9 1 1", "911"),
    ],
)
def test_phone(locale: str, value: Value, aloud: str, written: str) -> None:
    assert phone(_aloud(locale), value) == aloud
    assert phone(_written(locale), value) == written


@pytest.mark.parametrize(
    ("locale", "value", "aloud", "written"),
    [
        ("es-US", 12.5, "12 dólares con 50 centavos", "$12.50"),
        ("es-US", 1, "un dólar", "$1.00"),
        ("es-US", 1.01, "un dólar con un centavo", "$1.01"),
        ("es-US", 0, "0 dólares", "$0.00"),
        ("es-US", 0.5, "50 centavos", "$0.50"),
        ("es-US", -12.5, "menos 12 dólares con 50 centavos", "-$12.50"),
        ("es-US", 21.31, "veintiún dólares con treinta y un centavos", "$21.31"),
        ("es-US", 1234.5, "1234 dólares con 50 centavos", "$1,234.50"),
        ("es-US", 1_000_000, "un millón de dólares", "$1,000,000.00"),
        ("es-US", 2_500_000, "2 millones 500000 dólares", "$2,500,000.00"),
        ("es-US", 101, "ciento un dólares", "$101.00"),
        ("es-US", 111, "111 dólares", "$111.00"),
        ("es-US", 1_001, "mil un dólares", "$1,001.00"),
        ("es-US", 21_000, "veintiún mil dólares", "$21,000.00"),
        ("es-US", 31_500, "treinta y un mil quinientos dólares", "$31,500.00"),
        ("es-US", 1_000_001, "un millón un dólares", "$1,000,001.00"),
        ("es-US", 21_000_000, "veintiún millones de dólares", "$21,000,000.00"),
        ("es-ES", 2_121, "2 mil ciento veintiún euros", "2.121,00 €"),
        ("es-ES", 1_001_001, "un millón mil un euros", "1.001.001,00 €"),
        ("es-US", 3_000_000_000, "3000 millones de dólares", "$3,000,000,000.00"),
        ("es-MX", 12.5, "12 pesos con 50 centavos", "$12.50"),
        ("es-ES", 12.5, "12 euros con 50 céntimos", "12,50 €"),
        ("es-ES", 1234.01, "1.234 euros con un céntimo", "1.234,01 €"),
        ("es-ES", 1_000_000.5, "un millón de euros con 50 céntimos", "1.000.000,50 €"),
        ("es-PE", 2, "2 soles", "S/ 2.00"),
    ],
)
def test_money_at_home(locale: str, value: Value, aloud: str, written: str) -> None:
    assert money(_aloud(locale), value) == aloud
    assert money(_written(locale), value) == written


@pytest.mark.parametrize(
    ("locale", "value", "currency", "aloud"),
    [
        ("es-US", 12.5, "MXN", "12 pesos mexicanos con 50 centavos"),
        ("es-US", 1, "CAD", "un dólar canadiense"),
        ("es-US", 0.5, "CAD", "0 dólares canadienses con 50 centavos"),
        ("es-US", 12.5, "EUR", "12 euros con 50 céntimos"),
        ("es-MX", 12.5, "USD", "12 dólares estadounidenses con 50 centavos"),
        ("es-ES", 1.01, "GBP", "una libra con un penique"),
        ("es-ES", 21, "GBP", "veintiuna libras"),
        ("es-ES", 200, "GBP", "doscientas libras"),
        ("es-ES", 501.2, "GBP", "quinientas una libras con 20 peniques"),
        ("es-US", 121_000, "GBP", "ciento veintiún mil libras"),
        ("es-US", 300_015, "GBP", "trescientas mil 15 libras"),
        ("es-US", 13, "JPY", "13 yenes japoneses"),
        ("es-ES", 12.5, "SEK", "12,50 coronas suecas"),
        ("es-US", 12.5, "SEK", "12 punto 50 coronas suecas"),
        ("es-US", 2_000_000, "SEK", "2 millones de coronas suecas"),
        ("es-ES", 12, "SEK", "12 coronas suecas"),
    ],
)
def test_money_of_others(locale: str, value: Value, currency: str, aloud: str) -> None:
    assert money(_aloud(locale), value, currency) == aloud


@pytest.mark.parametrize(
    ("locale", "value", "aloud", "written"),
    [
        ("es-US", 1234.5, "1234 punto 5", "1,234.5"),
        ("es-US", 1, "1", "1"),
        ("es-US", 0, "0", "0"),
        ("es-US", -5, "menos 5", "-5"),
        ("es-US", 2.125, "2 punto 125", "2.125"),
        ("es-MX", 12.0, "12", "12"),
        ("es-MX", 1_234_567, "un millón 234567", "1,234,567"),
        ("es-ES", 1234.5, "1.234,5", "1.234,5"),
        ("es-ES", 1_234_567, "1.234.567", "1.234.567"),
        ("es-ES", 2_000_000, "2 millones", "2.000.000"),
        ("es-US", 101, "101", "101"),
        ("es-US", 21_000, "veintiún mil", "21,000"),
        ("es-ES", 41_001, "cuarenta y un mil uno", "41.001"),
        ("es-ES", 21_500_000, "veintiún millones 500000", "21.500.000"),
        ("es-ES", -1_001, "menos 1.001", "-1.001"),
    ],
)
def test_number(locale: str, value: Value, aloud: str, written: str) -> None:
    assert number(_aloud(locale), value) == aloud
    assert number(_written(locale), value) == written


@pytest.mark.parametrize(
    ("value", "aloud", "written"),
    [
        (1, "primero", "1.º"),
        (2, "segundo", "2.º"),
        (3, "tercero", "3.º"),
        (7, "séptimo", "7.º"),
        ("10", "décimo", "10.º"),
        (11, "11", "11.º"),
        (21, "21", "21.º"),
        (0, "0", "0.º"),
    ],
)
@pytest.mark.parametrize("locale", ["es-US", "es-MX", "es-ES"])
def test_ordinal(locale: str, value: Value, aloud: str, written: str) -> None:
    assert ordinal(_aloud(locale), value) == aloud
    assert ordinal(_written(locale), value) == written


@pytest.mark.parametrize(
    ("locale", "value", "aloud", "written"),
    [
        ("es-US", "2026-12-24", "jueves, 24 de diciembre de 2026", "24 dic 2026"),
        ("es-US", "2026-01-01", "jueves, primero de enero de 2026", "1 ene 2026"),
        ("es-MX", "2026-05-01", "viernes, primero de mayo de 2026", "1 may 2026"),
        ("es-ES", "2026-05-01", "viernes, 1 de mayo de 2026", "1 may 2026"),
        ("es-US", "2026-03-21", "sábado, 21 de marzo de 2026", "21 mar 2026"),
        ("es-US", "2026-12-25T03:30:00Z", "jueves, 24 de diciembre de 2026", "24 dic 2026"),
        ("es-US", "2024-02-29", "jueves, 29 de febrero de 2024", "29 feb 2024"),
        ("es-419", "2026-08-01", "sábado, primero de agosto de 2026", "1 ago 2026"),
    ],
)
def test_date(locale: str, value: Value, aloud: str, written: str) -> None:
    assert date(_aloud(locale), value) == aloud
    assert date(_written(locale), value) == written


@pytest.mark.parametrize(
    ("locale", "value", "aloud", "written"),
    [
        ("es-US", "17:05", "5:05 de la tarde", "5:05 p.m."),
        ("es-US", "17:00", "5 de la tarde", "5:00 p.m."),
        ("es-US", "00:00", "12 de la noche", "12:00 a.m."),
        ("es-US", "00:30", "12:30 de la noche", "12:30 a.m."),
        ("es-US", "01:00", "una de la madrugada", "1:00 a.m."),
        ("es-US", "01:05", "una y 5 de la madrugada", "1:05 a.m."),
        ("es-US", "9:30", "9:30 de la mañana", "9:30 a.m."),
        ("es-US", "12:00", "12 del mediodía", "12:00 p.m."),
        ("es-US", "12:01", "12:01 de la tarde", "12:01 p.m."),
        ("es-MX", "13:00", "una de la tarde", "1:00 p.m."),
        ("es-MX", "19:00", "7 de la noche", "7:00 p.m."),
        ("es-ES", "19:00", "7 de la tarde", "19:00"),
        ("es-ES", "21:45", "9:45 de la noche", "21:45"),
        ("es-AR", "18:15", "6:15 de la tarde", "6:15 p. m."),
    ],
)
def test_time(locale: str, value: Value, aloud: str, written: str) -> None:
    assert time(_aloud(locale), value) == aloud
    assert time(_written(locale), value) == written


def test_every_hour_can_follow_a_las_or_a_la() -> None:
    hours = [time(_aloud("es-US"), f"{hour}:00") for hour in range(24)]
    assert all(said.startswith("una ") or said.split()[0].isdigit() for said in hours)
