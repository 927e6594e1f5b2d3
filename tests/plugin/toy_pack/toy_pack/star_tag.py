"""tags: the toy shop marks its best customers with a star."""

from yotpo_lint.rule import Context, FieldRule, Problem, Reading, keep, keeps

STAR = Problem(
    code="TOY001",
    name="toy-star",
    severity="warning",
    message="A customer with a star; say hello.",
)


def read(text: str, context: Context) -> Reading:
    """Read tags: all are right, and a star is worth a word."""
    return keep(text, STAR) if "star" in text.split(",") else keep(text)


RULE = FieldRule(
    name="star_tag",
    doc=__doc__,
    fields=("tags",),
    problems=(STAR,),
    read=read,
    examples=(keeps("vip"), keeps("vip,star", "TOY001")),
)
