"""How names are folded for look-up: two spellings of one name have one key, in any script.

CLDR's tables are compiled with these keys, so `python -m yotpo_lint_rules.tables.update_cldr` must run again after a
change here; a test compares them.
"""

from __future__ import annotations

import unicodedata
from typing import Final

from yotpo_lint.text import INVISIBLE, collapse_blanks, compile_lazily, normalize_word

# Marks that are dropped in a name: dots and apostrophes ("U.S.A.", "Côte d'Ivoire"), the Hebrew and Armenian ones, the
# middle dots of Catalan and Japanese, the Arabic tatweel, and the joiners, which Persian keyboards often lack.
_DROPPED: Final = compile_lazily(
    "[.'\u2018\u2019\u02bb-\u02bd\u00b4`\u02b9\ua78c\u05f3\u05f4\u055a\u00b7\u30fb\u0640\u200c\u200d]"
)

# Marks that stand for a blank; U+2018 and their like are dropped above.
_BLANK: Final = compile_lazily(r"[,;()\[\]/\u060c\u3001]")

# Letters that Unicode does not decompose and that people without the keyboard write plainly; the Arabic yeh, kaf and
# heh of Persian and Urdu keyboards, and the final forms that Arabic writers often leave out.
_PLAIN: Final = str.maketrans(
    {
        "ø": "o",
        "ł": "l",
        "đ": "d",
        "ı": "i",
        "æ": "ae",
        "œ": "oe",
        "ی": "ي",
        "ى": "ي",
        "ے": "ي",
        "ک": "ك",
        "ہ": "ه",
        "ھ": "ه",
        "ۀ": "ه",
        "ە": "ه",
        "ة": "ه",
        "ٱ": "ا",
    }
)

# Accents are folded in the scripts in which people leave them out: Latin, Greek, Cyrillic (ё), Hebrew and Arabic.
# Elsewhere a combining mark is part of the letter (か, が).
_FOLDED_BELOW: Final = "\u0780"

# Scripts that are written without blanks, or with blanks as the writer likes: a blank between two of their letters
# says nothing. Thai, Lao, Tibetan, Burmese, Khmer, kana, Chinese characters, Hangul.
_NO_BLANK: Final = compile_lazily(
    "(?<=[\u0e00-\u109f\u1780-\u17ff\u3005-\u30ff\u31f0-\u9fff\uac00-\ud7a3]) "
    "(?=[\u0e00-\u109f\u1780-\u17ff\u3005-\u30ff\u31f0-\u9fff\uac00-\ud7a3])"
)


def name_key(text: str) -> str:
    """Fold a name for look-up: case, accents, dots, dashes and `&` become alike.

    >>> name_key("U. S. A."), name_key("Côte d’Ivoire"), name_key("St. Kitts & Nevis")
    ('usa', 'cote divoire', 'saint kitts and nevis')
    >>> name_key("대한 민국") == name_key("대한민국"), name_key("کویت") == name_key("كويت")
    (True, True)
    """
    text = _BLANK.sub(" ", _DROPPED.sub("", INVISIBLE.sub("", normalize_word(text)))).replace("&", " and ")
    letters: list[str] = []
    for char in unicodedata.normalize("NFD", text):
        if not (unicodedata.combining(char) and letters and letters[-1] < _FOLDED_BELOW):
            letters.append(char)
    words = unicodedata.normalize("NFC", "".join(letters)).translate(_PLAIN).split()
    if words and all(len(word) == 1 and word.isascii() and word.isalpha() for word in words):
        return "".join(words)
    if words[:1] == ["the"]:
        words = words[1:]
    return _NO_BLANK.sub("", collapse_blanks(" ".join("saint" if word == "st" else word for word in words)))


def accented_key(text: str) -> str:
    """Fold a name for look-up and keep its accents: in Irish `Rómainis` is Romansh, and `Rómáinis` Romanian.

    >>> accented_key("RÓMAINIS "), accented_key("Rómáinis")
    ('rómainis', 'rómáinis')
    """
    return normalize_word(INVISIBLE.sub("", text))
