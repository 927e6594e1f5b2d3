"""Ends a run in which everything is refused: a wrong store, method or permission, not a million bad customers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from yotpo_lint.upload.sender import Item

# Statuses that speak of the request's address, method or rights, and so many of them in a row that no customer is at
# fault. https://core-api.yotpo.com documents none of the customers' own 4xx, so everything else may be a customer's.
GENERAL: Final = (401, 403, 404, 405, 415)
GENERAL_IN_A_ROW: Final = 10
REFUSED_IN_A_ROW: Final = 100


@dataclass(frozen=True, slots=True)
class BreakerTrip:
    """Why a run ends, and which lines are no dead letters after all."""

    reason: str
    reopened: tuple[Item, ...] = ()


class CircuitBreaker:
    """Counts refusals since the last acceptance."""

    def __init__(self) -> None:
        self._general: list[Item] = []
        self._refused = 0

    def note_acceptance(self) -> None:
        """Note that Yotpo took a record: it knows us."""
        self._general.clear()
        self._refused = 0

    def note_refusal(self, item: Item, status: int) -> BreakerTrip | None:
        """Note a refusal; return why the run ends if it does."""
        self._refused += 1
        if status in GENERAL:
            self._general.append(item)
            if len(self._general) >= GENERAL_IN_A_ROW:
                return BreakerTrip(
                    f"Yotpo refused {GENERAL_IN_A_ROW} {item.endpoint.name} in a row with status {status}, so the "
                    "store ID, the method or the rights are wrong; none is a dead letter. Check the store ID and "
                    "--method",
                    tuple(self._general),
                )
        if self._refused >= REFUSED_IN_A_ROW:
            self._refused = 0
            return BreakerTrip(
                f"Yotpo refused {REFUSED_IN_A_ROW} {item.endpoint.name} in a row, the last with status "
                f"{status or 'none'}; see dead_letters.csv. Run push again to continue"
            )
        return None
