"""What Portuguese adds to babel: Brazil's, and Portugal's with what Africa shares of it."""

from dataclasses import replace
from typing import Final

from ivr.menu.speaking.speech_words import Clock, Coins, Counting, Ordinals, Scale, Words

_TENS: Final = {20: "vinte", 30: "trinta", 40: "quarenta", 50: "cinquenta", 60: "sessenta", 70: "setenta",
                80: "oitenta", 90: "noventa"}  # fmt: skip
_FEMININE: Final = {
    1: "uma",
    2: "duas",
    **{ten + 1: f"{name} e uma" for ten, name in _TENS.items()},
    **{ten + 2: f"{name} e duas" for ten, name in _TENS.items()},
}
_HUNDREDS: Final = ("cento", "duzentas", "trezentas", "quatrocentas", "quinhentas", "seiscentas", "setecentas",
                    "oitocentas", "novecentas")  # fmt: skip


def _feminine(count: int) -> str | None:
    """Return a count before a feminine thing, where it is another one: `duas mil e cento e uma`."""
    thousands, rest = divmod(count, 1_000)
    if not any(part >= 200 or part % 100 in _FEMININE for part in (thousands if thousands > 1 else 0, rest)):
        return None
    said = [] if not thousands else ["mil"] if thousands == 1 else [f"{_group(thousands)} mil"]
    if thousands and rest and (rest <= 100 or rest % 100 == 0):
        said.append("e")
    return " ".join([*said, _group(rest)] if rest else said)


def _group(count: int) -> str:
    hundreds, rest = divmod(count, 100)
    said = [_HUNDREDS[hundreds - 1]] if hundreds and count != 100 else ["cem"] if hundreds else []
    return " e ".join([*said, _FEMININE.get(rest, str(rest))] if rest else said)


_HOURS: Final = {**{hour: f"{_FEMININE.get(hour, hour)} horas" for hour in range(24)}, 0: "0 hora", 1: "uma hora"}
_CLOCK: Final = Clock(
    {**_HOURS, 0: "meia-noite", 12: "meio-dia"},
    {hour: f"{said} e {{minutes}}" for hour, said in _HOURS.items()},
    ("", "um minuto", *(f"{minute} minutos" for minute in range(2, 60))),
)
_COUNTING: Final = Counting(
    minus="menos",
    point="ponto",
    grouping=".",
    scales=(
        Scale(10**12, "um trilhão", "trilhões"),
        Scale(10**9, "um bilhão", "bilhões"),
        Scale(10**6, "um milhão", "milhões"),
    ),
    of="de ",
    of_before_vowel="de ",
    masculine={1: "um"}.get,
    feminine=_feminine,
    last_joined="e",
)


def _coins(small_one: str, small_many: str) -> dict[str, Coins]:
    """Return the coins where the hundredth of a euro, a dollar and a franc is called that."""
    dollar = Coins("dólar", "dólares", small_one, small_many, told_apart=True)
    return {
        "USD": replace(dollar, abroad=("dólar americano", "dólares americanos")),
        **dict.fromkeys(("CAD", "AUD", "NZD"), dollar),
        "EUR": Coins("euro", "euros", small_one, small_many),
        "CHF": Coins("franco", "francos", small_one, small_many, told_apart=True),
        **dict.fromkeys(("MXN", "ARS"), Coins("peso", "pesos", "centavo", "centavos", told_apart=True)),
        "BRL": Coins("real", "reais", "centavo", "centavos"),
        "GBP": Coins("libra", "libras", "penny", "pence", feminine=True),
        "INR": Coins("rupia", "rupias", "paisa", "paisas", feminine=True, small_feminine=True),
        "AOA": Coins("kwanza", "kwanzas", "cêntimo", "cêntimos"),
        "CVE": Coins("escudo", "escudos", "centavo", "centavos"),
        "MZN": Coins("metical", "meticais", "centavo", "centavos"),
    }


PORTUGUESE_OF_BRAZIL: Final = Words(
    plus="mais",
    extension="ramal",
    joined_by="e",
    counting=_COUNTING,
    clock=_CLOCK,
    ordinals=Ordinals({"other": "º"}),
    symbols={
        "-": "hífen", ".": "ponto", "@": "arroba", "_": "sublinhado", "/": "barra", "+": "mais", "*": "asterisco",
        "#": "jogo da velha", "&": "e comercial", ":": "dois pontos",
    },
    coins=_coins("centavo", "centavos"),
    first_day="1º",
    lower_names=True,
)  # fmt: skip
PORTUGUESE: Final = replace(
    PORTUGUESE_OF_BRAZIL,
    extension="extensão",
    counting=replace(_COUNTING, scales=(Scale(10**12, "um bilião", "biliões"), Scale(10**6, "um milhão", "milhões"))),
    # Aloud without the full stop, at which some synthesisers would stop.
    ordinals=Ordinals({"other": "º"}, written={"other": ".º"}),
    symbols={**PORTUGUESE_OF_BRAZIL.symbols, "#": "cardinal"},
    coins=_coins("cêntimo", "cêntimos"),
    first_day="",
)
