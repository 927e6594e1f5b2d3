"""Fetch what a run knows of some of its records, in chunks that fit into memory."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Final

import numpy as np
import pyarrow as pa

from yotpo_lint.dictionary_columns import dictionary_decode, dictionary_encode
from yotpo_lint.kernel.findings import SCHEMA
from yotpo_lint.kernel.judged_batch import FieldOutcomes
from yotpo_lint.kernel.rejudgement import KnownRecords

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from yotpo_lint.outcome.run_outcome import RunOutcome

    Numbers = NDArray[np.int64]

# How many records are judged at a time: enough to be worth a call, few enough to fit into memory.
CHUNK_RECORDS: Final = 65_536


def fetch_known_records(run: RunOutcome, positions: Numbers, *, with_cells: bool) -> Iterator[KnownRecords]:
    """Yield what is known of the records at ascending positions, which may repeat, in chunks and in this order.

    `with_cells` adds the input's cells and the findings, without which nothing can be read again.
    """
    parts: list[KnownRecords] = []
    for number, indices in run.keys.places(positions):
        for start in range(0, len(indices), CHUNK_RECORDS):
            part = _fetch_part(run, number, indices[start : start + CHUNK_RECORDS], with_cells=with_cells)
            if parts and sum(each.count for each in parts) + part.count > CHUNK_RECORDS:
                yield _concat(parts)
                parts = []
            parts.append(part)
    if parts:
        yield _concat(parts)


def _fetch_part(run: RunOutcome, number: int, indices: Numbers, *, with_cells: bool) -> KnownRecords:
    """Return what is known of some records of one batch."""
    batch, judged = run.spool[number]
    index, fields = pa.array(indices), judged.fields
    cells, findings = dict[str, pa.Array](), SCHEMA.empty_table()
    if with_cells:
        cells = {field: _take(batch.cells.column(name), index) for field, name in run.mapping.column_of.items()}
        findings = _take_findings(judged.findings, indices)
    return KnownRecords(
        len(indices),
        cells,
        FieldOutcomes(
            {name: _take(column, index) for name, column in fields.clean.items()},
            {name: flags[indices] for name, flags in fields.unreadable.items()},
            {name: flags[indices] for name, flags in fields.rejects.items()},
        ),
        findings,
    )


def _take(column: pa.Array, index: pa.Array) -> pa.Array:
    return pa.nulls(len(index), pa.string()) if column.null_count == len(column) else column.take(index)


def _take_findings(findings: pa.Table, indices: Numbers) -> pa.Table:
    """Return the findings of the records at ascending indices, numbered by these."""
    at = findings.column("at").to_numpy()
    numbers = np.searchsorted(indices, at)
    found = numbers < len(indices)
    found[found] = indices[numbers[found]] == at[found]
    return _number_findings(findings.filter(pa.array(found)), numbers[found])


def _number_findings(findings: pa.Table, at: Numbers) -> pa.Table:
    """Return findings of other records."""
    return findings.set_column(0, SCHEMA.field("at"), pa.array(at.astype(np.int32)))


def _concat(parts: Sequence[KnownRecords]) -> KnownRecords:
    """Put parts together."""
    if len(parts) == 1:
        return parts[0]
    starts = np.cumsum([0, *(part.count for part in parts)])
    findings = [
        _number_findings(part.findings, part.findings.column("at").to_numpy() + start)
        for part, start in zip(parts, starts.tolist(), strict=False)
    ]
    return KnownRecords(
        int(starts[-1]),
        {name: _concat_columns([part.cells[name] for part in parts]) for name in parts[0].cells},
        FieldOutcomes(
            {name: _concat_columns([part.fields.clean[name] for part in parts]) for name in parts[0].fields.clean},
            _concat_flags([part.fields.unreadable for part in parts], parts),
            _concat_flags([part.fields.rejects for part in parts], parts),
        ),
        pa.concat_tables(findings),
    )


def _concat_columns(columns: Sequence[pa.Array]) -> pa.Array:
    """Concatenate columns; decoded first, because a few cells would keep the texts of a whole batch in memory."""
    return dictionary_encode(pa.concat_arrays([dictionary_decode(column) for column in columns]))


def _concat_flags(
    flags: Sequence[Mapping[str, NDArray[np.bool_]]], parts: Sequence[KnownRecords]
) -> dict[str, NDArray[np.bool_]]:
    """Concatenate the flags of every field that has some; no cell is flagged where a part has none."""
    names = dict.fromkeys(name for each in flags for name in each)
    return {
        name: np.concatenate(
            [each.get(name, np.zeros(part.count, np.bool_)) for each, part in zip(flags, parts, strict=True)]
        )
        for name in names
    }
