"""Which field each column of an unknown table seems to feed, how sure that is and why.

A field is fed on the spot only where header and values agree; consent only where sense and vocabulary are certain.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final, Literal

from yotpo_lint.contract.fields import ACCOUNT_STATUSES, ADDRESS_PREFIX, FIELDS
from yotpo_lint.mapping.column_sense import sense_of_column
from yotpo_lint.mapping.consent_answers import Answer, is_refusal_state, read_answer
from yotpo_lint.mapping.consent_sense import ConsentSense
from yotpo_lint.mapping.evidence import ENOUGH, Evidence
from yotpo_lint.mapping.lexicon import HeaderMeaning, load_lexicon
from yotpo_lint.mapping.local_answers import read_in_column
from yotpo_lint.settings.values import WHOLE_NAME

if TYPE_CHECKING:
    from yotpo_lint.mapping.consent_answers import PlainReader

# Fields that several columns may feed: the first that holds anything is taken.
SEVERAL: Final = ("phone_number", "address.country_code", "address.phone_number")
COUNTRY: Final = "address.country_code"
COMPANY: Final = "address.company"
ZIP: Final = "address.zip"
# What a header has where it names an account or a customer, whose state it then is.
ACCOUNT_WORDS: Final = ("account", "customer", "konto", "compte", "cuenta")
STATUS: Final = "account_status"
# A rank behind all words of the lexicon.
FAR: Final = 1_000
# Fields that cells alone suggest, where the header says nothing; other cells could be anything.
BY_VALUES: Final = ("email", "phone_number", COUNTRY)
# Of countries only the names count; a list of two-letter words may be anything.
COUNTRY_WORDS: Final = 3

UNSAID: Final = "its header does not say so"
# Mongo's `_id`, Fivetran's `_fivetran_deleted`: such columns are not uploaded unless a person says so.
INTERNAL: Final = "a column that begins with _ is a tool's own: refusals are heard, a yes is not taken"
NO_CHANNEL: Final = "its header does not say for which channel it is"

Sure = Literal["header and values", "header", "values", ""]


@dataclass(frozen=True, slots=True)
class Proposal:
    """What is proposed for one column.

    Attributes:
        column: its header.
        field: the field that it seems to feed, or `first_name+last_name`; empty for none.
        sure: what speaks for it.
        feeds: whether it feeds the field without being asked.
        reason: why it feeds none, or what else is to be known.
        sense: what it says of consent, if it speaks of it.
        rank: how far down the order of preference its header stands.
    """

    column: str
    field: str = ""
    sure: Sure = ""
    feeds: bool = False
    reason: str = ""
    sense: ConsentSense | None = None
    rank: int = 0

    @property
    def option(self) -> str:
        """Return the option that maps the column."""
        return f'--map "{self.column}={self.field}"'


def propose_mapping(
    cells: Mapping[str, Sequence[str]], evidence: Evidence, read_plain: PlainReader, fed: Iterable[str] = ()
) -> list[Proposal]:
    """Propose a field for every column.

    Args:
        cells: by column, its first cells.
        evidence: judges cells.
        read_plain: reads a plain answer of a consent.
        fed: fields that are fed already, by columns that are not among these.
    """
    lexicon = load_lexicon()
    meanings = {column: lexicon.look_up(column) for column in cells}
    address = _chosen_address(meanings, cells, evidence)
    taken = set(fed)
    keys = {meaning.key for meaning in meanings.values()}
    proposals = [
        _propose(column, meanings[column], cells[column], evidence, read_plain, address=address, keys=keys)
        for column in cells
    ]
    return _settle(proposals, taken)


def _propose(
    column: str,
    meaning: HeaderMeaning,
    texts: Sequence[str],
    evidence: Evidence,
    read_plain: PlainReader,
    *,
    address: int | None,
    keys: set[str],
) -> Proposal:
    """Propose a field for one column, without a look at the others."""
    sense = sense_of_column(column, texts, read_plain)
    if sense is not None:
        return _propose_consent(column, sense, texts, read_plain)
    fields = [] if meaning.reason else [_part_beside(field, meaning, keys) for field in meaning.fields]
    if not fields:
        return _without_field(column, meaning, texts, evidence)
    if any(is_refusal_state(text) for text in texts if text):
        return Proposal(column, reason="it holds refusals; they are heard, and it feeds nothing else")
    named = any(word in meaning.key for word in ACCOUNT_WORDS)
    likely = _propose_field(column, fields, texts, evidence, is_named=named)
    if not likely.feeds:
        return likely
    likely = replace(likely, rank=(meaning.rank or {}).get(likely.field, 0))
    if likely.field == WHOLE_NAME:
        return replace(likely, feeds=False, reason="a whole name is split only where you say so")
    return _settle_address(likely, meaning, address)


def _without_field(column: str, meaning: HeaderMeaning, texts: Sequence[str], evidence: Evidence) -> Proposal:
    """Propose what a person may let a column feed whose header names no field: an id, or what its cells look like."""
    if meaning.perhaps and evidence.agrees(meaning.perhaps, texts) and _differ(texts):
        return Proposal(column, meaning.perhaps, "header and values", reason=meaning.reason)
    return _by_values(column, texts, evidence, meaning.reason)


def _differ(texts: Sequence[str]) -> bool:
    """Tell whether the filled cells differ, as those of an id do; a column without any has none."""
    filled = [text.strip() for text in texts if text and text.strip()]
    return bool(filled) and len(set(filled)) == len(filled)


def _are_account_states(texts: Sequence[str]) -> bool:
    """Tell whether all filled cells are states of an account in Yotpo's own words."""
    return all(text.strip().casefold() in ACCOUNT_STATUSES for text in texts if text and text.strip())


def _propose_field(
    column: str, fields: Sequence[str], texts: Sequence[str], evidence: Evidence, *, is_named: bool
) -> Proposal:
    """Propose the one of several fields that a header may mean which the cells look like most.

    `is_named` tells that the header names an account, so that its states may be in other words than Yotpo's.
    """
    shares = {field: evidence.share(field, texts) for field in fields}
    if all(share is None for share in shares.values()):
        field = fields[0] if len(fields) == 1 else ""
        return Proposal(column, field, "header", bool(field), "no cell of it is filled so far")
    # A country is read by its rule, so that what is one in every cell is hardly the name of a province.
    best = max(fields, key=lambda field: (shares[field] or 0, field in (ZIP, COUNTRY)))
    agrees = (shares[best] or 0) >= ENOUGH
    if best == STATUS:
        agrees = agrees and evidence.reads(best, texts) and (is_named or _are_account_states(texts))
    if agrees and COUNTRY in fields and best != COUNTRY:
        # What is no country that the rule knows may be one all the same.
        return Proposal(column, reason=f"its header may mean {COUNTRY} or {best}, and its cells do not tell")
    if agrees:
        return Proposal(column, best, "header and values", feeds=True)
    told = _by_values(column, texts, evidence, "")
    return told if told.field else Proposal(column, best, "header", reason="its cells do not look like it")


def _settle_address(likely: Proposal, meaning: HeaderMeaning, address: int | None) -> Proposal:
    """Leave a part of another address aside than the one that is taken."""
    if not likely.field.startswith(ADDRESS_PREFIX) or meaning.address == address:
        return likely
    if likely.field in (COUNTRY, COMPANY) and meaning.address == load_lexicon().addresses[()]:
        # What stands by itself speaks for whatever address the row has, behind the address's own.
        return replace(likely, rank=likely.rank + FAR)
    return replace(likely, feeds=False, reason="a part of another address; Yotpo's customer has one")


def _part_beside(field: str, meaning: HeaderMeaning, keys: set[str]) -> str:
    """Return the part of a name that a word for the whole name means beside a column of the other part."""
    if field == WHOLE_NAME and meaning.part_beside:
        return next((part for partners, part in meaning.part_beside.items() if partners & keys), field)
    return field


def _propose_consent(column: str, sense: ConsentSense, texts: Sequence[str], read_plain: PlainReader) -> Proposal:
    """Propose a consent: to be fed only where every filled cell so far is understood."""
    if not sense.answers:
        return Proposal(column, reason=sense.reason, sense=sense)
    field = (sense.agrees or sense.feeds or sense.refuses)[-1]
    read_plain = read_in_column(column, texts, read_plain)
    answers = [read_answer(text, sense, read_plain, field) for text in texts if text and text.strip()]
    understood = Answer.UNKNOWN not in answers
    if why := _why_only_heard(column, sense):
        return Proposal(column, field, "header", False, why, sense)
    if sense.kind != "opt-in":
        why = "only refusals are read in it; who did not refuse has not agreed by that"
        return Proposal(column, field, "header and values" if answers and understood else "header", True, why, sense)
    if not understood:
        return Proposal(column, field, "header", False, "not all of its cells are a clear yes or no", sense)
    return Proposal(column, field, "header and values" if answers else "header", True, "", sense)


def _why_only_heard(column: str, sense: ConsentSense) -> str:
    """Return why a column is heard for refusals and gives no consent; empty where it may give one."""
    if column.startswith("_"):
        return INTERNAL
    if sense.is_doubtful or sense.kind == "preference" or (sense.kind == "opt-in" and not sense.agrees):
        return f"{sense.reason or NO_CHANNEL}: refusals are heard, a yes is not taken"
    return ""


def _by_values(column: str, texts: Sequence[str], evidence: Evidence, reason: str) -> Proposal:
    """Propose what the cells look like, where the header says nothing; it is not fed without being asked."""
    for field in BY_VALUES:
        if evidence.is_surely(field, texts) and (field != COUNTRY or _looks_like_countries(texts)):
            return Proposal(column, field, "values", reason=reason or UNSAID)
    return Proposal(column, reason=reason)


def _looks_like_countries(texts: Sequence[str]) -> bool:
    """Tell whether cells are countries by their names, not by two letters that may be anything."""
    words = {text.strip() for text in texts if text and text.strip()}
    return all(len(word) > COUNTRY_WORDS for word in words)


def _chosen_address(
    meanings: Mapping[str, HeaderMeaning], cells: Mapping[str, Sequence[str]], evidence: Evidence
) -> int | None:
    """Return which address is taken: the one of which most parts are there, the first of equals."""
    parts: Counter[int] = Counter()
    for column, meaning in meanings.items():
        of_address = [field for field in meaning.fields if field.startswith(ADDRESS_PREFIX)]
        if meaning.address is not None and any(evidence.agrees(field, cells[column]) for field in of_address):
            parts[meaning.address] += 1
    filled = {
        meaning.address
        for column, meaning in meanings.items()
        if meaning.address is not None and any(text and text.strip() for text in cells[column])
    }
    choice = [(place not in filled, place if count > 1 else place + 100, place) for place, count in parts.items()]
    return min(choice)[2] if choice else None


def _settle(proposals: Sequence[Proposal], taken: set[str]) -> list[Proposal]:
    """Let each field be fed by the one column that is preferred; several feed a consent, and some fields in turn."""
    best: dict[str, Proposal] = {}
    for each in proposals:
        if each.feeds and each.sense is None:
            known = best.get(each.field)
            if known is None or _preference(each) < _preference(known):
                best[each.field] = each
    settled = []
    for each in proposals:
        if each.feeds and each.sense is None:
            if each.field in taken:
                each = replace(each, feeds=False, reason=f"{each.field} is fed already")  # noqa: PLW2901 -- same column
            elif best[each.field] is not each and each.field not in SEVERAL:
                why = f"{best[each.field].column!r} feeds {each.field}"
                each = replace(each, feeds=False, reason=why)  # noqa: PLW2901 -- the same column
        settled.append(each)
    return settled


def _preference(proposal: Proposal) -> tuple[bool, int]:
    return proposal.sure != "header and values", proposal.rank


def feeding_columns(proposals: Iterable[Proposal]) -> dict[str, tuple[str, ...]]:
    """Return by field the columns that feed it, in the order in which they are taken."""
    found: dict[str, list[Proposal]] = {}
    for each in proposals:
        if each.feeds:
            found.setdefault(each.field, []).append(each)
    return {
        field: tuple(each.column for each in sorted(found[field], key=_preference))
        for field in FIELDS
        if field in found
    }
