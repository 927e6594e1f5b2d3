"""A list of dicts as a table: each dict is a record, read as the JSON that it stands for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

from yotpo_lint.errors import InputError
from yotpo_lint.readers.frame import describe_frame
from yotpo_lint.readers.frame_cells import NoTextError, format_value
from yotpo_lint.readers.json_cells import DamagedRecordError, cells_of, refuse_surrogates
from yotpo_lint.readers.record_batches import Record, collect_columns, split_into_batches
from yotpo_lint.readers.record_problems import NOT_AN_OBJECT, UNREADABLE_VALUE

if TYPE_CHECKING:
    from yotpo_lint.readers.table import Batch

NAME: Final = "list of dicts"

# Levels of objects that columns are made of: an envelope, the record, and its parts.
_LEVELS: Final = 3


class RecordsTable:
    """A list of dicts, which stays unchanged.

    Raises `InputError` when it is created if no item is a dict with keys, or a key of one is no text.
    """

    def __init__(self, records: Sequence[Any], *, batch_size: int) -> None:
        self._items = records
        self._batch_size = batch_size
        self._columns = collect_columns(NAME, self._records())
        if not self._columns:
            what = "holds no dict with fields" if records else "is empty"
            raise InputError(f"{NAME}: {what}; pass a dict for each customer, with a key for each field")

    @property
    def name(self) -> str:
        """Return the word by which reports call the list."""
        return NAME

    @property
    def columns(self) -> tuple[str, ...]:
        """Return every key of any record, in order of first appearance; nested ones as `address.city`."""
        return self._columns

    def about(self) -> dict[str, object]:
        """Return the keys that a file has too; a list has no bytes."""
        return describe_frame(NAME)

    def share(self) -> float | None:
        """Return nothing: how far it was read is not known."""
        return None

    def batches(self) -> Iterator[Batch]:
        """Yield the records in order; those that have no JSON are set aside."""
        yield from split_into_batches(self._records(), self._columns, self._batch_size)

    def _records(self) -> Iterator[Record]:
        """Yield every item as a record."""
        for row, item in enumerate(self._items, 1):
            yield _read_record(item, row)


class _UnreadableError(Exception):
    """A value that has no text."""

    def __init__(self, value: object) -> None:
        super().__init__()
        self.value = value


def _read_record(item: Any, row: int) -> Record:
    """Read one item of the list."""
    if not isinstance(item, Mapping):
        kind = "null" if item is None else type(item).__name__
        return Record(row, None, None, NOT_AN_OBJECT.note(kind), _show(item))
    try:
        cells = cells_of(_as_dict(item), _write)
        refuse_surrogates(cells)
    except DamagedRecordError as error:
        return Record(row, None, None, error.note, _show(item))
    except _UnreadableError as error:
        return Record(row, None, None, UNREADABLE_VALUE.note(repr(_find_key(item, error.value))), _show(item))
    return Record(row, None, cells)


def _as_dict(value: Any, levels: int = _LEVELS) -> Any:
    """Return a mapping as a dict, with those in it; any other value as it is."""
    if not levels or not isinstance(value, Mapping):
        return value
    odd = next((key for key in value if not isinstance(key, str)), None)
    if odd is not None:
        raise InputError(f"{NAME}: a dict has the key {odd!r}; name its fields by text")
    return {str(key): _as_dict(each, levels - 1) for key, each in value.items()}


def _write(value: Any) -> str | None:
    """Write a value as the text of its cell."""
    try:
        return format_value(value)
    except NoTextError:
        raise _UnreadableError(value) from None


def _find_key(record: Mapping[str, Any], value: object) -> str:
    """Return the key under which a value stands in a record; that of a nested one as `address.city`."""
    for key, each in record.items():
        if each is value:
            return key
        if isinstance(each, Mapping) and (part := _find_key(each, value)):
            return f"{key}.{part}"
    return ""


def _show(item: Any) -> str:
    """Write what can be written of a damaged record, so that a person finds it."""
    texts = []
    for value in item.values() if isinstance(item, Mapping) else [item]:
        try:
            texts.append(format_value(value))
        except NoTextError:
            continue
    return ", ".join(filter(None, texts))
