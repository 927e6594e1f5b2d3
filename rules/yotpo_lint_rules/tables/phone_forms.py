"""Numbers that phonenumbers does not take and of which it is known why: of an old plan, or kept for films."""

from __future__ import annotations

from typing import Final

from yotpo_lint.text import compile_lazily

# Plans that grew or shrank and whose old numbers shops still hold: Mexico dropped the 1 of mobiles behind +52 (and 044,
# 045, 01 at home) in 2019, Brazil's mobiles got a ninth digit by 2016. phonenumbers 9.0.43 takes neither any more.
OLD_FORMS: Final = (
    (compile_lazily(r"52(?:1\d{10}|04[45]\d{10}|01\d{10})"), "Mexico dropped the 1, 01, 044 and 045 in 2019"),
    (compile_lazily(r"550?\d\d[689]\d{7}"), "Brazil's mobile numbers have nine digits behind the area code since 2016"),
)


# Numbers that regulators keep for films, books and examples and that phonenumbers 9.0.43 does not take; it takes their
# other ones. Ofcom, "Telephone numbers for use in TV and radio drama programmes"; Arcep, decision 2018-0881; ComReg's
# numbering conditions, fictitious numbers. From general knowledge of these pages, not opened again.
RESERVED: Final = (
    (compile_lazily(r"440?(?:7700900|1632960)\d{3}"), "Ofcom keeps this number"),
    (compile_lazily(r"330?63998\d{4}"), "Arcep keeps this number"),
    (compile_lazily(r"3530?2091\d{5}"), "ComReg keeps this number"),
)


def old_form(digits: str) -> str | None:
    """Say which reform made international digits invalid, if one did."""
    return next((reform for form, reform in OLD_FORMS if form.fullmatch(digits)), None)


def reserved_by(digits: str) -> str | None:
    """Say who keeps international digits for films, books and examples, if anybody does."""
    return next((keeper for form, keeper in RESERVED if form.fullmatch(digits)), None)
