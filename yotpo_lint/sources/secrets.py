"""Columns that no source knows and that look like secrets, by their header or their cells: they are shown nowhere.

A shop's table of customers often comes straight from its database, with the hash of a password beside the e-mail. No
field of Yotpo wants such a column, and outputs, reports and messages travel further than the table.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from yotpo_lint.contract.fields import FIELDS
from yotpo_lint.mapping.lexicon import load_lexicon
from yotpo_lint.sources.source import Source, header_key

# Words of a header, folded, with `_`, `-`, points and small-to-capital steps as blanks. Not `pin`, which is India's
# postal code, and not `key`, `hash` or `code` alone, which name many things.
_HEADER: Final = re.compile(
    r"\b(?:pass ?words?|passwort|kennwort|mot de passe|contrasena|contraseña|senha|wachtwoord|hasło|passwd|pwd|"
    r"pass ?phrase|pass ?hash|salt|secrets?|tokens?|api ?keys?|access ?keys?|private ?keys?|auth ?keys?|credentials?|"
    r"otp|totp|2fa|mfa|jwt|session ?id|cookies?|ssn|social ?security(?: ?(?:number|no))?|national ?id|nin|"
    r"passport(?: ?(?:number|no))?|tax ?id|steuer ?id|iban|bank ?account|routing ?number|sort ?code|"
    r"(?:credit|debit|bank) ?card|card ?(?:number|no)|cc ?(?:number|no|num)|cvv2?|cvc2?)\b"
)
_JOINTS: Final = re.compile(r"[\W_]+")
_CAMEL: Final = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")

# Cells that are secrets whatever their column is called: hashes of passwords, tokens and keys of well-known issuers.
_CELL: Final = re.compile(
    r"\$(?:2[abxy]?|argon2(?:id|i|d)|[156]|P|H|pbkdf2[\w-]*|scrypt)\$\S{8,}|"  # crypt(5) and its like
    r"\{(?:SSHA|SHA|MD5|BCRYPT)\d*\}\S{8,}|pbkdf2_sha\d+\$\S+|"
    r"eyJ[\w-]{8,}\.[\w-]{8,}\.[\w-]*|"  # RFC 7519
    r"(?:sk|pk|rk)_(?:live|test)_\w{8,}|shp(?:at|ca|pa|ss)_\w{8,}|gh[pousr]_\w{16,}|xox[abprs]-\S{8,}|AKIA[0-9A-Z]{16}|"
    r"AIza[\w-]{30,}|[0-9a-fA-F]{32}(?::\S{1,64})?|[0-9a-fA-F]{40}|[0-9a-fA-F]{64}|[0-9a-fA-F]{128}|"
    r"-----BEGIN [A-Z ]*PRIVATE KEY-----.*|\d{3}-\d{2}-\d{4}",  # the last one as the SSA writes its numbers
    re.DOTALL,
)
# ISO 13616: two letters, two check digits, up to 30 more; ISO/IEC 7812: 13 to 19 digits.
_IBAN: Final = re.compile(r"[A-Z]{2}[0-9]{2}[0-9A-Z]{11,30}")
_CARD: Final = re.compile(r"[3-6][0-9]{12,18}")

# A column is a secret by its cells if most of those that hold anything are.
_SHARE: Final = 0.5

BY_HEADER: Final = "its header names a credential, and no field needs it"
BY_CELLS: Final = "its cells look like secrets, and no field needs it"


def find_secrets(cells: Mapping[str, Sequence[str | None]], known: Iterable[str] = ()) -> dict[str, str]:
    """Return the columns that look like secrets, with the reason.

    Args:
        cells: by column, its first cells.
        known: headers whose meaning is known: those of the source, and those mapped by hand. The names of fields and
            the headers of the lexicon are known without being listed.
    """
    lexicon = load_lexicon()
    in_lexicon = (column for column in cells if lexicon.look_up(column).fields)
    known_keys = set(map(header_key, (*known, *FIELDS, *in_lexicon)))
    found: dict[str, str] = {}
    for column, texts in cells.items():
        if header_key(column) in known_keys:
            continue
        if _HEADER.search(_JOINTS.sub(" ", _CAMEL.sub(" ", column)).casefold()):
            found[column] = BY_HEADER
        elif _hold_secrets(texts):
            found[column] = BY_CELLS
    return found


def list_withheld(cells: Mapping[str, Sequence[str | None]], sources: Iterable[Source]) -> tuple[str, ...]:
    """Return the columns that may not be shown before the source of the table is known.

    Args:
        cells: by column, its first cells.
        sources: the sources that the table may have; a column that one of them withholds is withheld.
    """
    secrets, candidates = find_secrets(cells), tuple(sources)
    return tuple(
        column for column in cells if column in secrets or any(source.withholds(column) for source in candidates)
    )


def _hold_secrets(texts: Sequence[str | None]) -> bool:
    """Tell whether most of the cells that hold anything are secrets."""
    filled = [text.strip() for text in texts if text and text.strip()]
    return bool(filled) and sum(map(_is_secret, filled)) > _SHARE * len(filled)


def _is_secret(text: str) -> bool:
    bare = re.sub(r"[ -]", "", text)
    return (
        _CELL.fullmatch(text) is not None
        or (_IBAN.fullmatch(bare.upper()) is not None and _is_iban(bare.upper()))
        or (_CARD.fullmatch(bare) is not None and _has_luhn_digit(bare))
    )


def _is_iban(text: str) -> bool:
    """Tell whether the check digits of an IBAN are right (ISO 13616, ISO/IEC 7064 MOD 97-10)."""
    return int("".join(str(int(character, 36)) for character in text[4:] + text[:4])) % 97 == 1


def _has_luhn_digit(digits: str) -> bool:
    """Tell whether the last digit of a card's number is right (ISO/IEC 7812-1, annex B)."""
    doubled = [sum(divmod(2 * int(digit), 10)) for digit in digits[-2::-2]]
    return (sum(doubled) + sum(map(int, digits[::-2]))) % 10 == 0
