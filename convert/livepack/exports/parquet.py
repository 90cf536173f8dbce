"""Writes each table as a Parquet file, with the types of schemas/ and its description inside. DuckDB writes it."""

from __future__ import annotations

import csv
import json
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from livepack import schemas, sql
from livepack.errors import PackageError, UsageError
from livepack.exports.libraries import need_library
from livepack.exports.package import Package

_SETTINGS = {
    "threads": 1,  # rows stay in their order, and the bytes are the same each time
    "memory_limit": "1GB",
    "autoinstall_known_extensions": "false",  # nothing is fetched from a network
    "autoload_known_extensions": "false",
}
_LONGEST_LINE = 1 << 26  # bytes of one row


def write_parquet(package: Package, out: Path) -> None:
    """Write a file TABLE.parquet for each table into a folder.

    The bytes are the same each time with the same DuckDB, which writes its version into the files. Each file has the
    Table Schema under the key `tableschema`, and name, title and version of the package under `datapackage`.

    Args:
        package: the package.
        out: the folder, which is there.

    Raises:
        UsageError: DuckDB is not installed, or the files cannot be written.
        PackageError: an integer needs more than 64 bits.
    """
    duckdb = need_library("duckdb", "DuckDB")
    with (
        tempfile.TemporaryDirectory() as spill,
        closing(duckdb.connect(config={**_SETTINGS, "temp_directory": spill})) as database,
    ):
        for name in package.files:
            try:
                with _plain_file(package, name, Path(spill)) as source:
                    _copy(database, schemas.all_tables()[name], source, out / f"{name}.parquet", package)
            except duckdb.IOException as error:
                raise UsageError(
                    "the export cannot be written",
                    found=str(error).splitlines()[0],
                    advice="make room, or choose another place with --out",
                ) from None
            except duckdb.ConversionException as error:
                raise PackageError(
                    "a value of this table is larger than Parquet's types hold",
                    where=str(package.files[name]),
                    found=str(error).splitlines()[0],
                    advice="look at the largest numbers of that column",
                ) from None


def _copy(database: Any, table: schemas.Table, source: Path, out: Path, package: Package) -> None:
    """Copy one table, every cell cast to its type."""
    columns = ", ".join(f"{column}: 'VARCHAR'" for column in table.columns)
    cells = ", ".join(f"CAST({field.name} AS {sql.duckdb_type(field)}) AS {field.name}" for field in table.fields)
    facts = {
        "tableschema": json.dumps(table.descriptor(is_dehydrated=package.is_dehydrated), ensure_ascii=False),
        "datapackage": json.dumps(
            {key: package.descriptor[key] for key in ("name", "title", "version") if key in package.descriptor},
            ensure_ascii=False,
        ),
    }
    metadata = ", ".join(f"{key}: {sql.quote(value)}" for key, value in facts.items())
    ((count,),) = database.execute(
        f"COPY (SELECT {cells} FROM read_csv({sql.quote(str(source))}, columns = {{{columns}}}, auto_detect = false, "  # noqa: S608 - names of schemas/, and texts quoted
        "header = true, delim = ',', quote = '\"', escape = '\"', nullstr = '', parallel = false, "
        f"max_line_size = {_LONGEST_LINE}, buffer_size = {2 * _LONGEST_LINE})) "
        f"TO {sql.quote(str(out))} (FORMAT parquet, COMPRESSION zstd, KV_METADATA {{{metadata}}})"
    ).fetchall()
    if count != package.counts[table.name]:
        raise RuntimeError(f"DuckDB read {count} rows of {table.name}, not {package.counts[table.name]}")


@contextmanager
def _plain_file(package: Package, name: str, folder: Path) -> Iterator[Path]:
    """Yield a table's file as livepack writes tables; one that users have added is copied so."""
    if name in schemas.tables():
        yield package.files[name]
        return
    copy = folder / f"{name}.csv"
    with copy.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n", quoting=csv.QUOTE_ALL)
        writer.writerow(schemas.all_tables()[name].columns)
        writer.writerows(package.rows(name))
    yield copy
    copy.unlink()


def owns(name: str) -> bool:
    """Tell whether a file of that name may be one of an earlier export."""
    return name.removesuffix(".parquet") in schemas.all_tables() and name.endswith(".parquet")
