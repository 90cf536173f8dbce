"""Validates the croissant.json of a package with the `mlcroissant` library and loads every record by it.

Run by `nox -s croissant`, in an environment of its own. Prints each table and its number of records; ends with 1 where
the library refuses the description or a file, or gives other values than the CSV files hold. The library compares the
digests of the files as it loads them.
"""

import csv
import datetime as dt
import math
import sys
from pathlib import Path

import mlcroissant

csv.field_size_limit(sys.maxsize)


def is_same(cell, value):
    """Whether the library's value is what the cell says; a cell without a value may be anything that says nothing."""
    if isinstance(value, bytes):
        value = value.decode()
    if not cell:
        return value is None or str(value) in ("", "NaT", "nan")
    if isinstance(value, dt.datetime):
        written = dt.datetime.fromisoformat(cell)
        return value.replace(tzinfo=None) == written.replace(tzinfo=None)
    if isinstance(value, bool):
        return cell == str(value).lower()
    if isinstance(value, int | float):
        return math.isclose(float(cell), value)
    return str(value) == cell


def compare(folder, name):
    """Load a record set twice, by the library and as CSV, and return how many records there are and what differs."""
    with (folder / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    records = list(mlcroissant.Dataset(str(folder / "croissant.json")).records(name))
    faults = [] if len(rows) == len(records) else [f"{len(rows)} rows and {len(records)} records"]
    for number, (row, record) in enumerate(zip(rows, records, strict=False), start=1):
        faults += [
            f"record {number}, {column}: {cell!r} and {record[f'{name}/{column}']!r}"
            for column, cell in row.items()
            if not is_same(cell, record[f"{name}/{column}"])
        ]
    return len(records), faults


def main(package="datapackage"):
    folder = Path(package)
    try:
        data_set = mlcroissant.Dataset(str(folder / "croissant.json"))
    except mlcroissant.ValidationError as error:
        print(f"{folder / 'croissant.json'}: refused", error, sep="\n  ")
        return 1
    status = 0
    for records in data_set.metadata.record_sets:
        try:
            number, faults = compare(folder, records.id)
        except (mlcroissant.GenerationError, ValueError, KeyError) as error:
            number, faults = 0, [str(error)]
        print(f"{records.id}: {number} records", *faults[:5], sep="\n  ")
        status = 1 if faults else status
    return status


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
