"""Parquet as a table of text: read batch by batch, its typed values written as those of a DataFrame (`frame_cells`)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from yotpo_lint.errors import InputError
from yotpo_lint.readers.archives import Budget
from yotpo_lint.readers.arrow_cells import list_labels, read_arrow_batch
from yotpo_lint.readers.column_count import check_column_count
from yotpo_lint.readers.dialect import require_unique_names
from yotpo_lint.readers.files import Content, copy_to_disk, describe_file

if TYPE_CHECKING:
    import pyarrow as pa
    import pyarrow.parquet as pq

    from yotpo_lint.readers.table import Batch

FORMAT: Final = "parquet"

# Rows that are looked at for their size, and the bytes of a batch.
_SAMPLE_ROWS: Final = 64
_BATCH_BYTES: Final = 64 * 1024 * 1024

# The first bytes of a file whose very list of columns is encrypted.
_ENCRYPTED: Final = b"PARE"


class ParquetTable:
    """A Parquet file; the parts of a struct `address` become the columns `address.city` and so on.

    Raises `InputError` when it is created if the file is damaged, encrypted, or its columns are not each a name.
    """

    def __init__(self, content: Content, *, batch_size: int) -> None:
        self._content = content
        self._batch_size = batch_size
        self._file = copy_to_disk(content)
        if next(self._file.blocks(len(_ENCRYPTED))) == _ENCRYPTED:
            raise InputError(f"{self.name}: is an encrypted Parquet file; write it anew without encryption")
        schema, rows = self._read_schema()
        check_column_count(self.name, len(schema))
        self._columns = require_unique_names(self.name, list_labels(schema))
        check_column_count(self.name, len(self._columns))
        if not rows:
            raise InputError(f"{self.name}: has columns but no rows; export the table again")

    @property
    def name(self) -> str:
        """Return the file's name."""
        return self._content.name

    @property
    def columns(self) -> tuple[str, ...]:
        """Return the names of the columns."""
        return self._columns

    def about(self) -> dict[str, object]:
        """Return what is known of the file; the hash is None until it was read to its end."""
        return describe_file(self._content, encoding=None, encoding_guessed=False, format=FORMAT, delimiter=None)

    def share(self) -> float | None:
        """Return nothing: how far it was read is not known."""
        return None

    def batches(self) -> Iterator[Batch]:
        """Yield the rows in order; those with a value that has no text are set aside."""
        import pyarrow as pa
        import pyarrow.parquet as pq

        before = 0
        # Many columns make short batches, so that memory stays flat.
        size = max(1, min(self._batch_size, 4_000_000 // max(1, len(self._columns))))
        # A text that stands once in the file may fill a million rows, as an archive may unpack without end.
        budget = Budget(self.name)
        budget.read = self._file.size
        try:
            with pq.ParquetFile(self._file.path) as file:
                for packed in file.iter_batches(batch_size=min(size, _count_rows_that_fit(file))):
                    batch = _decode_dictionaries(packed)
                    budget.add(batch.nbytes)
                    yield read_arrow_batch(batch, before)
                    before += batch.num_rows
        except (pa.ArrowException, OSError, MemoryError) as error:
            raise self._damaged_error() from error
        self._content.disk.compute_hash()

    def _read_schema(self) -> tuple[pa.Schema, int]:
        """Return the columns and the number of rows, which stand at the end of the file."""
        import pyarrow as pa
        import pyarrow.parquet as pq

        try:
            with pq.ParquetFile(self._file.path) as file:
                return file.schema_arrow, file.metadata.num_rows
        except (pa.ArrowException, OSError, MemoryError) as error:
            raise self._damaged_error() from error

    def _damaged_error(self) -> InputError:
        self._file.refuse_change()
        return InputError(f"{self.name}: the Parquet file ends too early or is damaged; copy or export it again")


def _count_rows_that_fit(file: pq.ParquetFile) -> int:
    """Return how many rows like the first ones are held at a time."""
    first = _decode_dictionaries(next(file.iter_batches(batch_size=_SAMPLE_ROWS)))
    of_one = max(1, int(first.nbytes) // max(1, int(first.num_rows)))
    return max(1, _BATCH_BYTES // of_one)


def _decode_dictionaries(batch: pa.RecordBatch) -> pa.RecordBatch:
    """Return a batch whose columns hold their values, and not where in a dictionary these stand."""
    import pyarrow as pa

    columns = [
        column.dictionary_decode() if pa.types.is_dictionary(column.type) else column for column in batch.columns
    ]
    return pa.RecordBatch.from_arrays(columns, names=batch.schema.names)
