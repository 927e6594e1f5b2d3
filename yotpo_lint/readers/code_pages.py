"""Alphabets: how well a sample of names and addresses reads in one encoding of Latin or Cyrillic letters.

Every code page reads every sample of another one: the Polish `Łukasz` of cp1250 is `£ukasz` in cp1252. A person sees
at once that no name is written so: a currency sign stands in a word, or a capital behind a small letter, or a letter
that no language has in which all the others are at home. These are counted here. What is counted serves to choose
among encodings, and to nothing else: the choice stays a guess, and the report says so.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from typing import Final

# Small letters beyond ASCII that are met together: of one language, and of the neighbours whose customers are in its
# shops (the exemplar characters of CLDR 45, https://cldr.unicode.org). Polish and Czech are apart, because the German
# `ö` and `ü` of a Macintosh are a Czech `š` and a Polish `ź` of Windows.
_GERMAN: Final = "äöüß"
_WESTERN: Final = f"{_GERMAN}éèàáçñíóúãåæøêâëîïôûùìòõœÿ"
_ICELANDIC: Final = "áéíóúýþæðö"
_POLISH: Final = f"{_GERMAN}ąćęłńóśźżé"
_CZECH: Final = f"{_GERMAN}áčďéěíĺľňóôŕřšťúůýž"
_HUNGARIAN: Final = f"{_GERMAN}áéíóőúű"
_CROATIAN: Final = f"{_GERMAN}čćđšžé"
_ROMANIAN: Final = f"{_GERMAN}ăâîşţșțé"
_TURKISH: Final = f"{_GERMAN}çğışâîû"
_BALTIC: Final = f"{_GERMAN}ąčęėįšųūžāēģīķļņõ"
_RUSSIAN: Final = "абвгдеёжзийклмнопрстуфхцчшщъыьэюяіїєґ"
_CENTRAL: Final = (_POLISH, _CZECH, _HUNGARIAN, _CROATIAN, _ROMANIAN)

# The encodings in the order in which exports are likely to have them.
_LATIN: Final = {
    "cp1252": (_WESTERN, _ICELANDIC),
    "cp1250": _CENTRAL,
    "cp1254": (_TURKISH,),
    "cp1257": (_BALTIC,),
    "mac_roman": (_WESTERN,),
    "iso8859_2": _CENTRAL,
    "iso8859_15": (_WESTERN,),
    "cp850": (_WESTERN,),
    "cp437": (_WESTERN,),
    "cp852": _CENTRAL,
    "mac_latin2": _CENTRAL,
}
_CYRILLIC: Final = dict.fromkeys(("cp1251", "koi8_r", "cp866", "mac_cyrillic"), (_RUSSIAN,))

# How much a letter that is rare in names speaks against a reading. Where DOS has the common `ö`, a Macintosh has `î`;
# the Hungarian `ő` and `ű` of cp1250 are `õ` and `û` in cp1252; a Polish text with `ź` and no `ł` is a German one.
_RARE: Final = dict.fromkeys("âëîïôùìòœÿ", 0.002) | dict.fromkeys("õû", 0.1) | dict.fromkeys("źľĺŕ", 0.02)

# What may stand in a word without being a letter of its alphabet: apostrophes, ordinals, the point of Catalan; and
# what may stand at its edge.
_IN_WORDS: Final = frozenset("’ºª·´`")
_AT_EDGES: Final = frozenset("‘“”„«»‹›–—…•°€\u00a0®™")

# One character in twenty may be odd. Customers of several countries use the letters of all their languages, which
# says less; a rare encoding settles what is otherwise equal.
_MOST: Final = 0.06
_SEVERAL_LANGUAGES: Final = 0.04
_RARE_ENCODING: Final = 0.003
# Some language has a word such as `Åé`; none in Latin letters has a longer one without a letter of ASCII.
_LONGEST_WITHOUT_ASCII: Final = 2


def detect_code_page(sample: bytes) -> str | None:
    """Return the encoding in which a sample reads best; None where it reads well in none that is known here."""
    known = _LATIN | _CYRILLIC
    found = {name: measure_oddity(sample, name) + _RARE_ENCODING * at for at, name in enumerate(known)}
    best = min(found, key=lambda name: found[name])
    return best if measure_oddity(sample, best) < _MOST else None


def measure_oddity(sample: bytes, encoding: str) -> float:
    r"""Return the share of the characters beyond ASCII that are odd where they stand, from 0 to 1.

    >>> measure_oddity("Łukasz".encode("cp1250"), "cp1250"), measure_oddity("Łukasz".encode("cp1250"), "cp1252")
    (0.0, 1.0)
    """
    try:
        text = sample.decode(encoding)
    except UnicodeDecodeError:
        return 1.0
    is_cyrillic = encoding in _CYRILLIC
    alphabets = (_CYRILLIC if is_cyrillic else _LATIN)[encoding]
    at = [place for place, character in enumerate(text) if not character.isascii()]
    cases = {text[place].isupper() for place in at if text[place].isalpha()}
    # Hebrew and Arabic read as Cyrillic are all small letters or all capitals.
    if not at or (is_cyrillic and len(cases) == 1):
        return 1.0
    padded = f" {text} "
    misplaced = {place for place in at if _is_misplaced(padded[place], text[place], padded[place + 2])}
    if is_cyrillic:
        misplaced |= {place for place in at if _touches_ascii(padded[place], padded[place + 2])}
    else:
        misplaced |= _without_ascii(text)
    # A capital İ is i and a dot in small letters.
    letters = [
        text[place].lower()[0]
        for place in at
        if place not in misplaced and text[place].isalpha() and text[place] not in _IN_WORDS and text[place] != "İ"
    ]
    foreign: list[float] = [sum(letter not in alphabet for letter in letters) for alphabet in alphabets]
    foreign.append(sum(letter not in "".join(alphabets) for letter in letters) + _SEVERAL_LANGUAGES * len(at))
    rare = sum(_RARE.get(letter, 0) for letter in letters)
    return (len(misplaced) + min(foreign) + rare) / len(at)


def _is_misplaced(before: str, character: str, after: str) -> bool:
    """Tell whether a character stands where none like it does."""
    if character in _IN_WORDS:
        return False
    if character.isalpha():
        return character.isupper() and before.islower()
    if character in _AT_EDGES:
        # A single quotation mark that opens stands before a word.
        return before.isalpha() and (after.isalpha() or character == "‘")
    return before.isalpha() or after.isalpha() or unicodedata.category(character)[0] == "C"


def _touches_ascii(before: str, after: str) -> bool:
    """Tell whether a letter of ASCII stands beside a character."""
    return any(each.isascii() and each.isalpha() for each in (before, after))


def _without_ascii(text: str) -> set[int]:
    """Return where words stand that have no letter of ASCII."""
    places = set[int]()
    for word in _words(text):
        if len(word) > _LONGEST_WITHOUT_ASCII and not any(text[place].isascii() for place in word):
            places.update(word)
    return places


def _words(text: str) -> Iterable[list[int]]:
    """Yield the places of the letters of each word."""
    word: list[int] = []
    for place, character in enumerate(text):
        if character.isalpha():
            word.append(place)
        elif word:
            yield word
            word = []
    if word:
        yield word
