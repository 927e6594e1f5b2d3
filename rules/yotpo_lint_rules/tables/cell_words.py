"""What programs and people write where there is no value, and what text in a wrong encoding looks like.

The tables of the rule `cells`.
"""

from __future__ import annotations

import re
from typing import Final

from yotpo_lint.contract.fields import FLAG_FIELDS
from yotpo_lint.text import INVISIBLE, compile_lazily

# What databases, languages and spreadsheets write for "no value", case-folded.
# pandas: the words that read_csv takes for missing, https://pandas.pydata.org/docs/reference/api/pandas.read_csv.html;
# MySQL and PostgreSQL: \N in dumps; DBeaver and pgAdmin: [null]; Excel pivot tables: (blank); Excel's #N/A in the
# languages whose Excel renames it: #NV German, #N/D Italian and Portuguese, #N/B Dutch (collected 2026-11-23).
# Abbreviations that people write: n/d and n.d. (no disponible, non disponibile, não disponível), s/d (sin dato), n/c
# (non communiqué), k.A. (keine Angabe), b/d and brak (brak danych), n.v.t. (niet van toepassing), н/д (нет данных).
# Left out: words that are also the answer "no" (нет, yok, nincs), and ND, which is North Dakota.
NULL_WORDS: Final = frozenset(
    (
        "null|<null>|(null)|[null]|{null}|nil|<nil>|none|<none>|(none)|[none]|nan|-nan|<na>|na|n/a|n.a.|n.a|"
        "undefined|[undefined]|(blank)|(empty)|<empty>|\\n|\\\\n|"
        "#n/a|#na|#n/a n/a|#nv|#n/d|#n/b|1.#ind|-1.#ind|1.#qnan|-1.#qnan|nat|"
        "n/d|n.d.|s/d|n/c|k.a.|k. a.|k/a|b/d|b.d.|brak|brak danych|n.v.t.|nvt|н/д|н.д."
    ).split("|")
)

_NAMES: Final = ("first_name", "last_name")
_PLACES: Final = ("address.city", "address.state", "address.province_code")
_FREE_TEXT: Final = (*_NAMES, "address.city", "address.company", "address.state", "tags")

# The null words that can be a value, and the fields in which they can: a name, initials, a place, a code. NA is
# Namibia, Naples, Nauruan and North America; None is a town in Piedmont, Nan a city and province in Thailand; Brak is a
# surname and a town in Libya. In a field that is not listed the word stands for no value.
CAN_BE_VALUE: Final = {
    "na": frozenset((*_FREE_TEXT, "address.province_code", "address.country_code", "default_language")),
    "null": frozenset(_NAMES),
    "nil": frozenset(_NAMES),
    "none": frozenset((*_NAMES, "address.city")),
    "nan": frozenset((*_NAMES, *_PLACES)),
    **dict.fromkeys(("n.a.", "n.a", "n.d.", "k.a.", "k. a.", "b.d.", "н.д."), frozenset(_NAMES)),
    # A consent that says so may be a refusal; it is left to the field's owner.
    **dict.fromkeys(("brak", "nvt"), frozenset((*_FREE_TEXT, *FLAG_FIELDS))),
    "brak danych": frozenset(FLAG_FIELDS),
}
# What only programs write: nobody's name and no place is spelled so.
NAN_OF_PROGRAMS: Final = frozenset(("NaN", "-NaN", "-nan"))

# Error values of spreadsheets, case-folded: a value was there, or was meant to be, and the formula lost it.
# English names: https://support.microsoft.com/office/error-type-function-10958677-7c8d-44f7-ae77-b9a9ee6eefaa;
# then German, French, Spanish, Italian, Portuguese, Dutch; #error! is Google Sheets (collected 2026-11-23).
SPREADSHEET_ERRORS: Final = frozenset(
    (
        "#ref! #value! #name? #div/0! #num! #null! #spill! #calc! #field! #blocked! #unknown! #connect! #busy! "
        "#getting_data #python! #external! #error! #bezug! #wert! #zahl! #überlauf! #valeur! #nom? #nombre! #nul! "
        "#¡ref! #¡valor! #¿nombre? #¡div/0! #¡num! #¡nulo! #rif! #valore! #nome? #valor! "
        "#verw! #waarde! #naam? #getal! #deel/0! #leeg!"
    ).split()
)
# LibreOffice numbers its errors, and a column too narrow for its number or date prints as number signs.
SPREADSHEET_ERROR_SHAPES: Final = compile_lazily(r"err:[0-9]{3}|#{3,}")

# Nothing but what a person cannot see: blanks, hidden characters, joiners without letters, fillers of Hangul and
# Braille. The upper control characters are not here: they are letters of a wrong encoding.
BLANK_ONLY: Final = compile_lazily(
    rf"(?:[\s\u0000-\u001f\u007f\u0085\u115f\u1160\u200c\u200d\u2800\u3164\ufe00-\ufe0f\uffa0]|{INVISIBLE.pattern})+"
)

# Control characters that end a line, a page or a record: Word and Excel write them for a line break in a cell.
BREAKS: Final = compile_lazily("[\u000b\u000c\u001c-\u001f\u0085]")

# Letters and quotes of Windows-1252 that were read as Latin-1 show nothing (O\u0092Brien), and SUB is what
# databases write for a letter that they cannot. Leaving them out would change the text; \u0085 is also a line
# break, unless it follows the first half of a letter.
LOST: Final = compile_lazily("[\u001a\u0080-\u0084\u0086-\u009f]|(?<=[ÂÃÄÅ])\u0085")


def _shown(encoding: str) -> str:
    r"""Return the inside of a character class: what the bytes 80 to BF, which continue a UTF-8 letter, show as."""
    return "".join(map(re.escape, bytes(range(0x80, 0xC0)).decode(encoding, "ignore")))


# Continuation bytes as Windows-1252 shows them: the typographic ones may stand after a capital letter on their
# own account (`IRMÃ”`, `SMÅ–`), the others may not.
_TYPOGRAPHIC: Final = "‘’“”‚„…•–—™‹›®°ºª«»\u00a0"
_ANY: Final = _shown("cp1252")
_CLEAR: Final = "".join(sorted(set(bytes(range(0x80, 0xC0)).decode("cp1252", "ignore")) - set(_TYPOGRAPHIC)))
_CAPITAL: Final = "A-ZÀ-ÖØ-Þ"
_SMALL: Final = "a-zß-öø-ÿ"
# Signs of Windows-1252 that stand in no word: what is a letter of another code page there.
_IN_NO_WORD: Final = "£¤¥¦¨¬¯±¶¹³÷†‡‰˜¢"
_DOS: Final = _shown("cp437") + _shown("cp850")

# Signatures of UTF-8 that was read as something else. Each needs a lead byte and what follows it, as they are
# displayed: `Ã` alone is right in SÃO, `Å` in ÅRHUS, `â` in château. Held against the names of all subdivisions of
# ISO 3166-2, as they are and in capitals (no false alarm), and the same names damaged on purpose (9 of 10 found).
MOJIBAKE: Final = compile_lazily(
    "|".join(
        (
            "\ufffd",  # the replacement character: the letter is lost
            f"[ÃÄÅ][{re.escape(_CLEAR)}]",  # é ü ñ ł š as Windows-1252
            f"[ÃÄÅ][{_TYPOGRAPHIC}](?=[^\\W\\d_])",  # KÃ–LN, ZaÅ‚
            f"(?<=[{_SMALL}])[ÃÄÅ][{_TYPOGRAPHIC}]",  # CafÃ®
            f"(?<![{_CAPITAL}])Ã\u00a0",  # à
            # í, whose second half is a soft hyphen and is gone by now; JoÃo is a capital left over, no damage.
            "(?<=[a-z])Ã(?=[a-df-np-rt-y])",
            "Â[¡-ª¬-º¼-¿]",  # ° º £ © and their like
            f"(?<![{_CAPITAL}])Â[«»\u00a0]",
            "â€|â‚¬|â„¢|ï»¿|ï¿½|ðŸ",  # quotes and dashes, euro, trade mark, byte order mark, U+FFFD, emoji
            f"â[˜™œž][{_ANY}]",  # stars, hearts, check marks
            f"ã[€‚ƒ][{_ANY}]",  # kana
            f"(?:[ÐÑÎÏ×ØÙÚÛ][{_ANY}]){{2}}",  # Cyrillic, Greek, Hebrew, Arabic: one pair alone may be an accident
            f"(?:[à-é][{_ANY}]{{2}}){{2}}",  # Indic scripts, Thai, Chinese, Korean
            f"[√≈¬][{_shown('mac_roman')}]|‚Ä[{_shown('mac_roman')}]",  # √© : as Mac Roman
            f"[├┬][{_DOS}]",  # ├⌐ : as a DOS code page
            # A code page read as another: £ukasz was Łukasz, ¯ó³towski was Żółtowski, Zo‰ was Zoë.
            f"(?<=[^\\W\\d_])[{_IN_NO_WORD}¿¡](?=[^\\W\\d_])|(?<!\\w)[{_IN_NO_WORD}](?=[{_SMALL}])|(?<=[{_SMALL}])‰",
        )
    )
)
