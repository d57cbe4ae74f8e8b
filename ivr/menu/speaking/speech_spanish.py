"""What Spanish adds to babel: the Americas', and what Mexico and Spain say otherwise."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from ivr.menu.speaking.speech_words import Clock, Coins, Counting, Ordinals, Plain, Scale, Words

_TENS: Final = {30: "treinta", 40: "cuarenta", 50: "cincuenta", 60: "sesenta", 70: "setenta", 80: "ochenta",
                90: "noventa"}  # fmt: skip
_HUNDREDS: Final = ("ciento", "doscientos", "trescientos", "cuatrocientos", "quinientos", "seiscientos", "setecientos",
                    "ochocientos", "novecientos")  # fmt: skip
_ONES: Final = {1: "un", 21: "veintiún", **{ten + 1: f"{name} y un" for ten, name in _TENS.items()}}


def _masculine(count: int) -> str | None:
    """Return a count before a masculine thing, where its one is cut short: `ciento un`, `veintiún mil`."""
    thousands, rest = divmod(count, 1_000)
    is_short = rest % 100 in _ONES or (thousands > 1 and thousands % 100 in _ONES)
    return _written(count, _ONES) if is_short else None


def _feminine(count: int) -> str | None:
    """Return a count before a feminine thing, where it is another one: `una`, `doscientas`, `doscientas mil`."""
    thousands, rest = divmod(count, 1_000)
    if not any(part >= 200 or part % 100 in _ONES for part in (thousands if thousands > 1 else 0, rest)):
        return None
    ones = {one: f"{said.replace('ú', 'u')}a" for one, said in _ONES.items()}
    return _written(count, ones).replace("cientos", "cientas").replace("quinientos", "quinientas")


def _alone(count: int) -> str | None:
    """Return a count that stands alone, where its thousands are cut short: `veintiún mil uno`."""
    ones = {one: f"{said.replace('ú', 'u')}o" for one, said in _ONES.items()}
    return _written(count, ones) if count >= 2_000 and count // 1_000 % 100 in _ONES else None


def _written(count: int, ones: Mapping[int, str]) -> str:
    thousands, rest = divmod(count, 1_000)
    said = [] if not thousands else ["mil"] if thousands == 1 else [f"{_group(thousands, _ONES)} mil"]
    return " ".join([*said, _group(rest, ones)] if rest else said)


def _group(count: int, ones: Mapping[int, str]) -> str:
    hundreds, rest = divmod(count, 100)
    said = [_HUNDREDS[hundreds - 1]] if hundreds and count != 100 else ["cien"] if hundreds else []
    return " ".join([*said, ones.get(rest, str(rest))] if rest else said)


_COUNTING: Final = Counting(
    minus="menos",
    point="punto",
    grouping=".",
    scales=(Scale(10**12, "un billón", "billones"), Scale(10**6, "un millón", "millones")),
    of="de ",
    of_before_vowel="de ",
    masculine=_masculine,
    feminine=_feminine,
    alone=_alone,
)


def _clock(night: int) -> Clock:
    """Return the twelve hours with their part of the day; the afternoon ends at `night`.

    Noon and midnight are said so that `a las` can stand before them as before every other hour.
    """
    parts = ["noche", *["madrugada"] * 5, *["mañana"] * 6, *["tarde"] * (night - 12), *["noche"] * (24 - night)]
    on_the_hour = {hour: f"{(hour - 1) % 12 + 1} de la {part}" for hour, part in enumerate(parts)}
    past = {hour: f"{(hour - 1) % 12 + 1}:{{minute:02}} de la {part}" for hour, part in enumerate(parts)}
    # A synthesiser that does not take `1:05` for a time makes it masculine.
    ones: Mapping[int, str] = {hour: f"de la {parts[hour]}" for hour in (1, 13)}
    return Clock(
        {**on_the_hour, 12: "12 del mediodía", **{hour: f"una {part}" for hour, part in ones.items()}},
        {**past, **{hour: f"una y {{minute}} {part}" for hour, part in ones.items()}},
    )


_PESO: Final = Coins("peso", "pesos", "centavo", "centavos", told_apart=True)
_DOLLAR: Final = Coins("dólar", "dólares", "centavo", "centavos", told_apart=True)

SPANISH: Final = Words(
    plus="más",
    extension="extensión",
    joined_by="con",
    counting=_COUNTING,
    clock=_clock(night=19),
    # Beyond the tenth people count on: `el 12`. The full stop of `1.º` is heard as one by some synthesisers.
    ordinals=Ordinals(
        {"other": ""},
        written={"other": ".º"},
        words={1: "primero", 2: "segundo", 3: "tercero", 4: "cuarto", 5: "quinto", 6: "sexto", 7: "séptimo",
               8: "octavo", 9: "noveno", 10: "décimo"},
    ),
    symbols={
        "-": "guion", ".": "punto", "@": "arroba", "_": "guion bajo", "/": "barra", "+": "más", "*": "asterisco",
        "#": "numeral", "&": "y", ":": "dos puntos",
        # Alone it would be heard as `and`.
        "y": "i griega", "Y": "i griega",
    },
    coins={
        **dict.fromkeys(("USD", "CAD", "AUD", "NZD"), _DOLLAR),
        **dict.fromkeys(("MXN", "ARS", "CLP", "COP", "CUP", "DOP", "PHP", "UYU"), _PESO),
        "EUR": Coins("euro", "euros", "céntimo", "céntimos"),
        "GBP": Coins("libra", "libras", "penique", "peniques", feminine=True),
        "CHF": Coins("franco", "francos", "céntimo", "céntimos", told_apart=True),
        "BRL": Coins("real", "reales", "centavo", "centavos"),
        "INR": Coins("rupia", "rupias", "paisa", "paisas", feminine=True, small_feminine=True),
        "BOB": Coins("boliviano", "bolivianos", "centavo", "centavos"),
        "CRC": Coins("colón", "colones", "céntimo", "céntimos"),
        "GTQ": Coins("quetzal", "quetzales", "centavo", "centavos"),
        "HNL": Coins("lempira", "lempiras", "centavo", "centavos"),
        "NIO": Coins("córdoba", "córdobas", "centavo", "centavos"),
        "PAB": Coins("balboa", "balboas", "centésimo", "centésimos"),
        "PEN": Coins("sol", "soles", "céntimo", "céntimos"),
        "PYG": Coins("guaraní", "guaraníes"),
        "VES": Coins("bolívar", "bolívares", "céntimo", "céntimos"),
    },
    first_day="primero",
    plain=Plain(times=((r":0?(\d+)\b", r" y \1"),)),
)  # fmt: skip
SPANISH_OF_MEXICO: Final = replace(SPANISH, symbols={**SPANISH.symbols, "#": "gato", "/": "diagonal"})
SPANISH_OF_SPAIN: Final = replace(
    SPANISH, clock=_clock(night=21), symbols={**SPANISH.symbols, "#": "almohadilla"}, first_day=""
)
