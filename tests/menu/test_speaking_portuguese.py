"""Values said in Portuguese: in Brazil and Portugal."""

import pytest

from ivr.menu.speaking.speaking import Speech, date, money, number, ordinal, phone, spell, time
from ivr.menu.templates.value import Value


def _aloud(locale: str) -> Speech:
    return Speech(locale, "America/Sao_Paulo")


def _written(locale: str) -> Speech:
    return Speech(locale, "America/Sao_Paulo", written=True)


@pytest.mark.parametrize(
    ("locale", "value", "aloud"),
    [
        ("pt-BR", "4021", "4, 0, 2, 1"),
        ("pt-BR", "ab12", "A, B, 1, 2"),
        ("pt-BR", "ãç", "Ã, Ç"),
        ("pt-BR", "A-1", "A, hífen, 1"),
        ("pt-BR", "a.b@c_d", "A, ponto, B, arroba, C, sublinhado, D"),
        ("pt-BR", "/+*", "barra, mais, asterisco"),
        ("pt-BR", "&:", "e comercial, dois pontos"),
        ("pt-BR", "#", "jogo da velha"),
        ("pt-PT", "#", "cardinal"),
        ("pt-PT", "", ""),
    ],
)
def test_spell(locale: str, value: Value, aloud: str) -> None:
    assert spell(_aloud(locale), value) == aloud
    assert spell(_written(locale), value) == value


@pytest.mark.parametrize(
    ("locale", "value", "aloud", "written"),
    [
        ("pt-BR", "+5511987654321", "1 1, 9 8 7 6 5, 4 3 2 1", "(11) 98765-4321"),
        ("pt-BR", "1133334444", "1 1, 3 3 3 3, 4 4 4 4", "(11) 3333-4444"),
        ("pt-BR", "08001234567", "0 8 0 0, 1 2 3, 4 5 6 7", "0800 123 4567"),
        ("pt-BR", "+14155551234", "mais 1, 4 1 5, 5 5 5, 1 2 3 4", "+1 415-555-1234"),
        ("pt-BR", "+551133334444;ext=12", "1 1, 3 3 3 3, 4 4 4 4, ramal 1 2", "(11) 3333-4444 ext. 12"),
        ("pt-BR", "190", "1 9 0", "190"),
        ("pt-PT", "912345678", "9 1 2, 3 4 5, 6 7 8", "912 345 678"),
        ("pt-PT", "+351212345678", "2 1, 2 3 4, 5 6 7 8", "21 234 5678"),
        ("pt-PT", "+351212345678;ext=9", "2 1, 2 3 4, 5 6 7 8, extensão 9", "21 234 5678 ext. 9"),
        ("pt-PT", "+5511987654321", "mais 5 5, 1 1, 9 8 7 6 5, 4 3 2 1", "+55 11 98765-4321"),
    ],
)
def test_phone(locale: str, value: Value, aloud: str, written: str) -> None:
    assert phone(_aloud(locale), value) == aloud
    assert phone(_written(locale), value) == written


@pytest.mark.parametrize(
    ("locale", "value", "aloud", "written"),
    [
        ("pt-BR", 12.5, "12 reais e 50 centavos", "R$ 12,50"),
        ("pt-BR", 1, "um real", "R$ 1,00"),
        ("pt-BR", 1.01, "um real e um centavo", "R$ 1,01"),
        ("pt-BR", 0, "0 reais", "R$ 0,00"),
        ("pt-BR", 0.5, "50 centavos", "R$ 0,50"),
        ("pt-BR", -12.5, "menos 12 reais e 50 centavos", "-R$ 12,50"),
        ("pt-BR", 1234.5, "1.234 reais e 50 centavos", "R$ 1.234,50"),
        ("pt-BR", 1_000_000, "um milhão de reais", "R$ 1.000.000,00"),
        ("pt-BR", 2_000_000_000, "2 bilhões de reais", "R$ 2.000.000.000,00"),
        ("pt-PT", 12.5, "12 euros e 50 cêntimos", "12,50 €"),
        ("pt-PT", 1.01, "um euro e um cêntimo", "1,01 €"),
        ("pt-PT", 1234.5, "1234 euros e 50 cêntimos", "1 234,50 €"),
        ("pt-PT", 2_000_000_000, "2000 milhões de euros", "2 000 000 000,00 €"),
    ],
)
def test_money_at_home(locale: str, value: Value, aloud: str, written: str) -> None:
    assert money(_aloud(locale), value) == aloud
    assert money(_written(locale), value) == written


@pytest.mark.parametrize(
    ("locale", "value", "currency", "aloud"),
    [
        ("pt-BR", 12.5, "USD", "12 dólares americanos e 50 centavos"),
        ("pt-PT", 12.5, "USD", "12 dólares americanos e 50 cêntimos"),
        ("pt-BR", 1, "CAD", "um dólar canadense"),
        ("pt-PT", 1, "CAD", "um dólar canadiano"),
        ("pt-BR", 12.5, "EUR", "12 euros e 50 centavos"),
        ("pt-BR", 1, "GBP", "uma libra"),
        ("pt-BR", 2, "GBP", "duas libras"),
        ("pt-PT", 22, "GBP", "vinte e duas libras"),
        ("pt-BR", 101, "GBP", "cento e uma libras"),
        ("pt-BR", 214, "GBP", "duzentas e 14 libras"),
        ("pt-PT", 2_200, "GBP", "duas mil e duzentas libras"),
        ("pt-BR", 1_001, "GBP", "mil e uma libras"),
        ("pt-BR", 1_000_001, "GBP", "um milhão e uma libras"),
        ("pt-PT", 1_000_001, "EUR", "um milhão e um euros"),
        ("pt-PT", 1_000_200, "EUR", "um milhão e 200 euros"),
        ("pt-BR", 13, "JPY", "13 ienes japoneses"),
        ("pt-BR", 12.5, "SEK", "12,50 coroas suecas"),
        ("pt-BR", 0, "SEK", "0 coroas suecas"),
    ],
)
def test_money_of_others(locale: str, value: Value, currency: str, aloud: str) -> None:
    assert money(_aloud(locale), value, currency) == aloud


@pytest.mark.parametrize(
    ("locale", "value", "aloud", "written"),
    [
        ("pt-BR", 1234.5, "1.234,5", "1.234,5"),
        ("pt-BR", 1, "1", "1"),
        ("pt-BR", 0, "0", "0"),
        ("pt-BR", -5, "menos 5", "-5"),
        ("pt-BR", 1_234_567, "1.234.567", "1.234.567"),
        ("pt-BR", 2_000_000, "2 milhões", "2.000.000"),
        ("pt-PT", 1234.5, "1234,5", "1 234,5"),
        ("pt-PT", 1_234_567, "um milhão 234567", "1 234 567"),
        ("pt-PT", 12.0, "12", "12"),
    ],
)
def test_number(locale: str, value: Value, aloud: str, written: str) -> None:
    assert number(_aloud(locale), value) == aloud
    assert number(_written(locale), value) == written


@pytest.mark.parametrize("value", [0, 1, 2, 3, 10, 11, 21, 100])
def test_ordinal(value: int) -> None:
    assert ordinal(_aloud("pt-BR"), value) == f"{value}º"
    assert ordinal(_written("pt-BR"), value) == f"{value}º"
    assert ordinal(_aloud("pt-PT"), value) == f"{value}º"
    assert ordinal(_written("pt-PT"), value) == f"{value}.º"


@pytest.mark.parametrize(
    ("locale", "value", "aloud", "written"),
    [
        ("pt-BR", "2026-12-24", "quinta-feira, 24 de dezembro de 2026", "24 de dez. de 2026"),
        ("pt-BR", "2026-01-01", "quinta-feira, 1º de janeiro de 2026", "1 de jan. de 2026"),
        ("pt-PT", "2026-01-01", "quinta-feira, 1 de janeiro de 2026", "01/01/2026"),
        ("pt-BR", "2026-05-11", "segunda-feira, 11 de maio de 2026", "11 de mai. de 2026"),
        ("pt-PT", "2026-12-24", "quinta-feira, 24 de dezembro de 2026", "24/12/2026"),
        ("pt-BR", "2026-03-21", "sábado, 21 de março de 2026", "21 de mar. de 2026"),
        ("pt-BR", "2026-12-25T02:30:00Z", "quinta-feira, 24 de dezembro de 2026", "24 de dez. de 2026"),
        ("pt-BR", "2024-02-29", "quinta-feira, 29 de fevereiro de 2024", "29 de fev. de 2024"),
    ],
)
def test_date(locale: str, value: Value, aloud: str, written: str) -> None:
    assert date(_aloud(locale), value) == aloud
    assert date(_written(locale), value) == written


@pytest.mark.parametrize(
    ("value", "aloud", "written"),
    [
        ("17:05", "17 horas e 5 minutos", "17:05"),
        ("17:00", "17 horas", "17:00"),
        ("00:00", "meia-noite", "00:00"),
        ("00:30", "0 hora e 30 minutos", "00:30"),
        ("01:00", "uma hora", "01:00"),
        ("01:01", "uma hora e um minuto", "01:01"),
        ("02:02", "duas horas e 2 minutos", "02:02"),
        ("12:00", "meio-dia", "12:00"),
        ("12:30", "12 horas e 30 minutos", "12:30"),
        ("22:00", "vinte e duas horas", "22:00"),
    ],
)
@pytest.mark.parametrize("locale", ["pt-BR", "pt-PT"])
def test_time(locale: str, value: Value, aloud: str, written: str) -> None:
    assert time(_aloud(locale), value) == aloud
    assert time(_written(locale), value) == written
