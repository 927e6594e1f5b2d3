"""Cells that are a refusal by themselves, or speak of one, in columns that are about anything else."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache

import pyarrow as pa
import pyarrow.compute as pc

from yotpo_lint.dictionary_columns import dictionary_decode
from yotpo_lint.mapping.consent_vocabulary import load_words


def find_refusals(columns: Mapping[str, pa.Array]) -> pa.Array | None:
    """Return for each record the first cell that is a refusal by itself, behind its header; None where none is."""
    found: pa.Array | None = None
    for header, column in columns.items():
        texts = dictionary_decode(column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column)
        listed = pc.match_substring_regex(texts, _refusal_in_list(), ignore_case=True)
        refusing = pc.or_(pc.is_in(texts, value_set=_refusal_words()), listed.fill_null(False))
        spoken = pc.match_substring_regex(texts, _refusal_in_prose(), ignore_case=True)
        refusing = pc.or_(refusing, spoken.fill_null(False))
        if pc.any(refusing).as_py():
            named = pc.if_else(refusing, pc.binary_join_element_wise(f"{header}: ", texts, ""), None)
            found = named if found is None else pc.coalesce(found, named)
    return found


@cache
def _refusal_words() -> pa.Array:
    """Return the words that are a refusal by themselves, in the spellings that exports have."""
    joined = {word.replace(" ", joint) for word in load_words()["states"]["words"] for joint in (" ", "_", "-", "")}
    cased = {change(word) for word in joined for change in (str.lower, str.upper, str.title, str.capitalize)}
    return pa.array(sorted(f"{before}{word}{after}" for word in cased for before in ("", " ") for after in ("", " ")))


@cache
def _refusal_in_list() -> str:
    """Return the pattern of a list, such as one of tags, of which an item is a refusal by itself."""
    words = "|".join(re.escape(word).replace(r"\ ", "[ _-]?") for word in load_words()["states"]["words"])
    return rf"(?:^|[,;|])\s*(?:{words})\s*[,;|]|[,;|]\s*(?:{words})\s*$"


@cache
def _refusal_in_prose() -> str:
    """Return the pattern of a note that speaks of a refusal."""
    phrases = [re.escape(phrase).replace(r"\ ", " ") for phrase in load_words()["prose"]["words"]]
    # "opt out" begins a word, and does not stand in "adopt outdoor cats".
    spaced = "|".join(phrase for phrase in phrases if phrase[0].isascii())
    return "|".join([f"(?:^|[^A-Za-z])(?:{spaced})", *(phrase for phrase in phrases if not phrase[0].isascii())])
