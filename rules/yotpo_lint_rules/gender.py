"""Gender: `F`, `M` or `Other`.

Yotpo takes exactly these three spellings and stores anything else without a complaint, so that a segment
"women" silently misses everyone written `female`. Shop exports write words, in the shop's language. Words
that can only mean one of the three are repaired; a statement that the gender is not known leaves the field
out. Never guessed: numbers (1 is male in Salesforce and Magento, a plain "yes" elsewhere), titles (a title
is no statement of gender) and letters whose meaning depends on the language (`H` is *homme* in French and
nothing in English; `W` is *woman* or *weiblich*, both female, and is repaired).

Source: https://core-api.yotpo.com/reference/customers (read 2026-11-23).
"""

from __future__ import annotations

from typing import Final

from yotpo_lint.contract.fields import GENDERS
from yotpo_lint.rule import (
    Context,
    FieldRule,
    Reading,
    clear,
    clears,
    fix,
    fixes,
    keep,
    keeps,
    parse_problems,
    refuse,
    refuses,
)
from yotpo_lint.text import normalize_word

# Words of the shop languages that can only mean one thing in any of them; FEMININE and MASCULINE, ♂ and ♀ are in lists
# of mailing tools (https://guides.altcraft.com/en/developer-guide/miscellaneous/9405775, read 2026-11-23). A Turkish
# KADIN folds to kadin. Left out: the Hungarian nő without its accent, which is "no".
WORDS: Final = {
    "F": (
        "f fem female feminine woman w weiblich femme féminin féminine feminin femenino femenina mujer donna femmina "
        "femminile feminino feminina mulher vrouw vrouwelijk kvinna kvinde kvinne nainen kobieta žena zena nő kadın "
        "kadin γυναίκα ж жен женский женщина жінка ♀ 女 女性 여 여성 여자 أنثى נקבה"
    ),
    "M": (
        "m male masculine man männlich maennlich mann mand masculin masculino homme hombre varón varon uomo maschio "
        "maschile homem mannelijk mies mężczyzna mezczyzna muž muz férfi ferfi erkek άνδρας άντρας м муж мужской "
        "мужчина чоловік ♂ 男 男性 남 남성 남자 ذكر זכר"
    ),
    "Other": "other nonbinary nb divers diverse diverso autre otro outro altro anders другой nichtbinär",
}
PHRASES: Final = dict.fromkeys(
    (
        *("non binary", "gender diverse", "third gender", "nicht binär"),
        *("non binaire", "no binario", "non binario", "não binário"),
    ),
    "Other",
)
CLEAN_BY_WORD: Final = {word.casefold(): clean for clean, words in WORDS.items() for word in words.split()} | PHRASES

# Yotpo's own Magento module sends this label as Other; without that precedent it would mean "absent".
# YotpoLtd/magento2-module-messaging 3ca77c4, Model/Sync/Customers/Data.php
YOTPO_CONNECTOR: Final = "not specified"

# A statement that there is no statement.
NOT_DISCLOSED: Final = frozenset(
    (
        "u|unknown|undisclosed|not disclosed|prefer not to say|prefer not to answer|prefer not to disclose|"
        "rather not say|decline to answer|declined to answer|no answer|not provided|not given|"
        "not applicable|not known|not stated|unspecified|keine angabe|k.a.|non précisé|no especificado|"
        "non specificato|onbekend|desconocido|inconnu|unbekannt|?"
    ).split("|")
)

TITLES: Final = frozenset(
    (
        "mr mr. mrs mrs. ms ms. mx mx. miss sir madam dr dr. herr frau fräulein m. mme mme. mlle mlle. monsieur madame "
        "sr sr. sra sra. srta señor señora sig sig. signor signora dhr dhr. mevr mevr. mevrouw hr fr"
    ).split()
)

PROBLEM: Final = parse_problems(
    """
    GEN001 gender-word [safe]
        The gender is written as a word; it becomes {after}.
        why: Yotpo knows F, M and Other only, and files any other spelling without a complaint.
    GEN002 gender-undisclosed [safe]
        The cell says that the gender is not known; the field is left out.
        why: Not known is not Other: Other is an answer that a customer gave.
    GEN003 gender-not-specified [safe]
        Magento's label 'Not Specified' becomes Other, as Yotpo's own Magento connector sends it.
        why: YotpoLtd/magento2-module-messaging, Model/Sync/Customers/Data.php at 3ca77c4.
    GEN004 gender-title
        A title does not state a gender; write F, M or Other, or empty the cell.
        why: A title is how a customer wants to be addressed, and Dr is anyone.
    GEN005 gender-unreadable
        This does not say F, M or Other in every language and shop; write one of them, or empty the cell.
        why: 1 is male in Magento and Salesforce and a plain yes elsewhere; H is homme in French and hembra in
        Spanish.
    """
)


def read(text: str, context: Context) -> Reading:
    """Read a gender: the exact spelling, a word that can only mean one, or a statement that it is not known."""
    if text in GENDERS:
        return keep(text)
    key = normalize_word(text)
    if key == YOTPO_CONNECTOR:
        return fix("Other", PROBLEM["gender-not-specified"])
    if key in CLEAN_BY_WORD:
        return fix(CLEAN_BY_WORD[key], PROBLEM["gender-word"])
    if key in NOT_DISCLOSED:
        return clear(PROBLEM["gender-undisclosed"])
    return refuse(PROBLEM["gender-title"] if key in TITLES else PROBLEM["gender-unreadable"])


RULE = FieldRule(
    name="gender",
    doc=__doc__,
    fields=("gender",),
    problems=tuple(PROBLEM.values()),
    read=read,
    facts=(),
    examples=(
        keeps("F"),
        keeps("Other"),
        fixes("female", "F", "GEN001"),
        fixes("MÄNNLICH", "M", "GEN001"),
        fixes("Homme", "M", "GEN001"),
        fixes("non-binary", "Other", "GEN001"),
        fixes("Not Specified", "Other", "GEN003"),
        clears("prefer not to say", "GEN002"),
        refuses("Mrs", "GEN004"),
        refuses("1", "GEN005"),
        refuses("H", "GEN005"),
    ),
)
