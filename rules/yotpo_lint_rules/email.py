"""E-mail address: one address that can receive mail, its domain in lower case.

Yotpo stores whatever it is given, so a broken address becomes a customer who can never be reached, and one
written in two ways becomes two customers. Exports hold `mailto:` links, `Name <address>`, a full stop or a
semicolon left over from a list, full-width letters and capitals in the domain: all of these are the same
address and are repaired. What stands before the @ is left exactly as it is, because only the receiving server
may say whether `Anna` and `anna` are one mailbox. A domain in another script is written in its own script
(`xn--mnchen-3ya.de` becomes `münchen.de`), which is email-validator's normalized form; an address whose form
does not stay the same when it is read again is refused.

Whether an address is well formed is decided by email-validator, without network. It refuses the reserved
`.test`, `.invalid`, `.local` and `.localhost`, and so do we; it lets `example.com` pass, as RFC 6761 asks, and so
do we. Never guessed: which of two addresses is meant, what was meant by `gmail,com` or a blank, and whether
`gmial.com` is a slip: that one is kept, with the suggestion as a warning. So is an apostrophe in front, which is a
spreadsheet's mark for text or a part of the address.

Sources: shop exports and the clean-up list of Yotpo's own importer,
https://support.yotpo.com/v1/docs/importingexporting-points-and-customers ; Klaviyo's deletion marker,
https://help.klaviyo.com/hc/en-us/articles/115005073847 ; 254 bytes, RFC 5321 4.5.3.1.3 with
https://www.rfc-editor.org/errata_search.php?rfc=3696&eid=1690 (all read 2026-11-23).
"""

from __future__ import annotations

import functools
import re
from typing import TYPE_CHECKING, Final

from yotpo_lint.rule import (
    ColumnReading,
    Context,
    FieldRule,
    Note,
    Reading,
    Refused,
    fix,
    fixes,
    keep,
    keeps,
    refuse,
    refuses,
)
from yotpo_lint.text import CONTROL, INVISIBLE, compile_lazily
from yotpo_lint_rules.problems.email import PROBLEM
from yotpo_lint_rules.tables.email_domains import SUSPECT_LOCALS, is_placeholder, typos

if TYPE_CHECKING:
    import pyarrow as pa

    from yotpo_lint.rule import Columns, Facts, Problem

# Bytes in an address: RFC 5321 4.5.3.1.3 (path of 256 with its two angle brackets), erratum 1690 to RFC 3696.
MAX_BYTES: Final = 254

# Full-width forms of the printable ASCII characters (U+FF01 to U+FF5E), the small @, and the full stops and
# the blank of East Asian typesetting, each with the character it stands for.
FULL_WIDTH: Final = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {
    0xFE6B: "@",
    0x3002: ".",
    0xFF61: ".",
    0x3000: " ",
}

# The joiners that text.INVISIBLE spares for the sake of words; email-validator refuses every format character.
JOINERS: Final = compile_lazily("[\u200c\u200d]")

TRAILING: Final = ".,;"
MAILTO: Final = compile_lazily(r"(?:mailto:\s*)+", re.IGNORECASE)
SEPARATORS: Final = compile_lazily(r"[\s,;|/&<>()\[\]]+")
ONE_ADDRESS: Final = compile_lazily(r"[^@]+@[^@]+")
BLANK: Final = compile_lazily(r"\s")

# `redacted.` and a UUID at example.com. https://help.klaviyo.com/hc/en-us/articles/115005073847 (read 2026-11-23)
KLAVIYO_DELETED: Final = compile_lazily(
    r"redacted\.[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}@example\.com", re.IGNORECASE
)

# What a linter's own sentence may quote of the value: idna puts whole labels into brackets.
QUOTING: Final = compile_lazily(r" \([^()]*\)")
LONGEST_HINT: Final = 200

# Wrappings can be nested (`"<mailto:anna@example.com>",`); exports have no more layers than these.
LAYERS: Final = 4


def read(text: str, context: Context) -> Reading:
    """Read an address: unwrap it, let email-validator check it, and lower the case of its domain."""
    address, notes = _unwrap(text)
    fault = _find_fault(address)
    if fault is not None:
        return refuse(fault)
    domain = _canonicalize_domain(address)
    if isinstance(domain, Note):
        return refuse(PROBLEM["email-not-valid"], domain.hint)
    local, _, written = address.partition("@")
    clean = f"{local}@{domain}"
    if domain != written:
        # The rewritten domain can turn out to be one of those that are refused.
        fault = _find_fault(clean)
        if fault is not None:
            return refuse(fault)
        notes.append(PROBLEM["email-domain-case"] if domain == written.lower() else PROBLEM["email-domain-script"])
    warnings = [PROBLEM["email-domain-typo"].note(typos()[domain])] if domain in typos() else []
    if local.startswith("'"):
        warnings.append(PROBLEM["email-apostrophe"].note())
    return fix(clean, *notes, *warnings) if clean != text else keep(clean, *warnings)


def _unwrap(text: str) -> tuple[str, list[Problem]]:
    """Return the address without its wrapping, and a problem for each kind of wrapping."""
    notes: dict[str, Problem] = {}
    address = JOINERS.sub("", INVISIBLE.sub("", CONTROL.sub("", text))).translate(FULL_WIDTH).strip()
    if address != text:
        notes[PROBLEM["email-stray-characters"].code] = PROBLEM["email-stray-characters"]
    for _ in range(LAYERS):
        before = address
        address = before.rstrip(TRAILING).rstrip()
        if address != before:
            notes[PROBLEM["email-trailing-mark"].code] = PROBLEM["email-trailing-mark"]
        inner = _remove_layer(address)
        if inner != address:
            notes[PROBLEM["email-wrapping"].code] = PROBLEM["email-wrapping"]
        if inner == before:
            break
        address = inner
    return address, [notes[code] for code in sorted(notes)]


def _remove_layer(text: str) -> str:
    """Remove one layer: a pair of quotation marks, `mailto:`, or `Name <…>`."""
    if len(text) > 1 and text[0] == text[-1] and text[0] in "\"'":
        return text[1:-1].strip()
    link = MAILTO.match(text)
    # After mailto: an address is percent-encoded and may carry a subject (RFC 6068): not ours to decode.
    if link is not None and not ("%" in text or "?" in text):
        return text[link.end() :]
    if text.endswith(">") and text.count("<") == text.count(">") == 1:
        name, _, inner = text[:-1].partition("<")
        if all(word.strip("\"'").lower() == inner.strip().lower() for word in _find_addresses(name)):
            return inner.strip()
    return text


def _find_addresses(text: str) -> list[str]:
    """Return the pieces of a text that have the look of an address."""
    return [piece for piece in SEPARATORS.split(text) if ONE_ADDRESS.fullmatch(piece)]


def _find_fault(address: str) -> Problem | None:
    """Return a problem with a plainer message than email-validator's, or None."""
    if address.count("@") > 1 and len(_find_addresses(address)) > 1:
        return PROBLEM["email-two-addresses"]
    local, at, domain = address.partition("@")
    faults = (
        (not at, PROBLEM["email-no-at"]),
        (KLAVIYO_DELETED.fullmatch(address) is not None, PROBLEM["email-deleted-profile"]),
        (is_placeholder(local, domain), PROBLEM["email-placeholder"]),
        ("," in domain, PROBLEM["email-comma-for-dot"]),
        (BLANK.search(address) is not None, PROBLEM["email-inner-blank"]),
        (len(address.encode("utf-8", "replace")) > MAX_BYTES, PROBLEM["email-too-long"]),
    )
    return next((problem for found, problem in faults if found), None)


def _canonicalize_domain(address: str) -> str | Note:
    """Return the domain in email-validator's normalized form, or a note with its reason to refuse the address."""
    try:
        domain = _validate_domain(address)
        # Unicode's mappings are stable by intent; that this one is, is checked and not believed.
        if not address.isascii() or not domain.isascii():
            again = _validate_domain(f"{address.partition('@')[0]}@{domain}")
            if again != domain:
                return PROBLEM["email-not-valid"].note("its domain has no stable spelling")
    except ValueError as refusal:  # EmailNotValidError, and whatever idna lets slip
        return PROBLEM["email-not-valid"].note(_format_sentence(str(refusal)))
    return domain


def _validate_domain(address: str) -> str:
    """Validate an address and return its normalized domain; raise EmailNotValidError."""
    from email_validator import validate_email

    domain: str = validate_email(address, check_deliverability=False).domain
    return domain


def _format_sentence(reason: str) -> str:
    """Return a library's reason as part of a sentence, without the pieces of the value that it may quote."""
    address = QUOTING.sub("", reason.split("\n", 1)[0]).rstrip(".")
    return address[:LONGEST_HINT]


def accelerate(column: pa.Array, neighbours: Columns, facts: Facts) -> ColumnReading:
    """Settle plain ASCII addresses, lowering their domain, unless a word in them asks for a closer look."""
    from yotpo_lint_rules.columns.email import FAULTS, settle

    values, needs = settle(column, SUSPECT_LOCALS, _load_suspect_domains(), _build_reserved_pattern())
    answers = {
        "email-no-at": refuse(PROBLEM["email-no-at"]),
        "email-comma-for-dot": refuse(PROBLEM["email-comma-for-dot"]),
        "email-inner-blank": refuse(PROBLEM["email-inner-blank"]),
        "email-not-valid": _mask_without_dot(),
    }
    faults = (answers[name] for name, _ in FAULTS)
    return ColumnReading(values, needs, ((), (PROBLEM["email-domain-case"],), *faults))


@functools.cache
def _mask_without_dot() -> Refused:
    """Return email-validator's sentence for a plain address without a dot behind the @."""
    reason = _canonicalize_domain("anna.muster@shop")
    return refuse(PROBLEM["email-not-valid"], reason.hint if isinstance(reason, Note) else "")


@functools.cache
def _load_suspect_domains() -> pa.Array:
    """Return the domains that are likely to be misspelt, as a column of strings."""
    import pyarrow as pa

    return pa.array(sorted(typos()), pa.string())


@functools.cache
def _build_reserved_pattern() -> str:
    """Return the pattern of the reserved domains."""
    import email_validator

    return rf"(?:\A|\.)(?:{'|'.join(re.escape(name) for name in email_validator.SPECIAL_USE_DOMAIN_NAMES)})\z"


RULE = FieldRule(
    name="email",
    doc=__doc__,
    fields=("email",),
    problems=tuple(PROBLEM.values()),
    read=read,
    facts=(),
    accelerate=accelerate,
    examples=(
        keeps("anna.muster@example.com"),
        keeps("Anna.O'Hara+shop@example.co.uk"),
        keeps("anna@münchen.example"),
        keeps("anna@gmial.com", "EML014"),
        keeps("'anna@example.com", "EML015"),
        fixes("mailto:anna@example.com", "anna@example.com", "EML001"),
        fixes("Anna Muster <anna@example.com>", "anna@example.com", "EML001"),
        fixes("anna@example.com;", "anna@example.com", "EML002"),
        fixes("anna＠example．com", "anna@example.com", "EML003"),
        fixes("Anna@Example.COM", "Anna@example.com", "EML004"),
        fixes("anna@xn--mnchen-3ya.example", "anna@münchen.example", "EML005"),
        refuses("noemail@example.com", "EML006"),
        refuses("test@test", "EML006"),
        refuses("redacted.0f8fad5b-d9cb-469f-a165-70867728950e@example.com", "EML007"),
        refuses("anna@example.com;ben@example.com", "EML008"),
        refuses("example@gmail,com", "EML009"),
        refuses("anna muster@example.com", "EML010"),
        refuses("anna.muster.example.com", "EML011"),
        refuses("anna@" + "long." * 50 + "example.com", "EML012"),
        refuses("anna..muster@example.com", "EML013"),
        refuses("anna@shop.local", "EML013"),
    ),
)
