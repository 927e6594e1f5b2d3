"""A pack of one rule."""

from toy_pack import star_tag
from yotpo_lint.rule import Pack

PACK = Pack(name="toy-pack", rules=(star_tag.RULE,))
