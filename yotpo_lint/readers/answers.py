"""Words by which a reader notices that a cell answers yes in one place and no in another.

A reader infers nothing from them: which cells hold a consent, and what they mean, is for the rules. A test holds that
each yes and each no of the built-in rules stands here, so that no answer is read against what its cell shows.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Final

# Common answers in exports and the languages of shops; signs and ticks as spreadsheets show them.
_YES: Final = frozenset(
    (
        "1|true|yes|y|t|on|ok|x|✓|✔|☑|✅|🗸|active|enabled|allowed|agreed|subscribed|opted in|opt in|optin|confirmed|"
        "confirmed opt in|single opt in|double opt in|accepted|granted|consented|ja|j|wahr|oui|o|vrai|sí|si|sì|s|"
        "verdadero|vero|sim|verdadeiro|waar|da|д|ano|áno|igen|kyllä|k|evet|e|tak|так|да|ναι|はい|是|예|네|نعم|כן|já|jah|"
        "jā|taip|po|ya|có|hai|bəli|haan|हाँ|ใช่|有|有效"
    ).split("|")
)
_NO: Final = frozenset(
    (
        "0|false|no|n|f|off|✗|✘|☐|❌|✕|×|inactive|disabled|unsubscribed|unsubscribe|opted out|opt out|optout|cleaned|"
        "bounced|hard bounce|hard bounced|complained|complaint|spam|spam complaint|blacklisted|suppressed|stop|stopped|"
        "revoked|withdrawn|denied|declined|refused|not subscribed|never subscribed|non subscribed|nonsubscribed|never|"
        "nein|falsch|non|faux|falso|não|nao|nee|onwaar|nej|nei|nie|nem|ei|hayır|hayir|нет|не|ні|όχι|いいえ|否|아니요|لا|לא|"
        "ne|nu|ni|nē|tidak|không|xeyr|नहीं|ไม่|无|無"
    ).split("|")
)
_JOINT: Final = re.compile(r"[\s_\-]+")


def find_answer(text: str) -> bool | None:
    """Return whether a text is a common word for yes or for no; None if it is neither.

    >>> find_answer("Opted-In"), find_answer(" NO. "), find_answer("gold")
    (True, False, None)
    """
    plain = _JOINT.sub(" ", unicodedata.normalize("NFKC", text).casefold()).strip(" .!()[]")
    if plain in _YES:
        return True
    return False if plain in _NO else None
