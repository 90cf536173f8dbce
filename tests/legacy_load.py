"""Loads a package with the `datapackage` library (1.15.4), which knows version 1 of the standard.

Run by `nox -s legacy`, in an environment of its own. Prints each table and its number of rows;
ends with 1 when the library refuses the descriptor, a file, a value, a key or a relation.
"""

import sys

from datapackage import Package
from datapackage.exceptions import DataPackageException
from tabulator.exceptions import TabulatorException

REFUSALS = (DataPackageException, TabulatorException)


def find_faults(error):
    """What the library found: an error may hold others, which say more than it does."""
    return [str(one) for one in getattr(error, "errors", None) or [error]]


def read_table(table):
    """Read with every check that the library has: types, keys, hash and size, relations."""
    related = bool(table.schema.foreign_keys)
    return table.read(cast=True, relations=related, integrity=True)


def main(descriptor):
    try:
        package = Package(descriptor, strict=True)
    except REFUSALS as error:
        print(f"{descriptor}: refused", *find_faults(error), sep="\n  ")
        return 1
    status = 0
    for table in package.resources:
        if not table.tabular:
            print(f"{table.name}: not taken for a table; is its profile tabular-data-resource?")
            status = 1
            continue
        try:
            rows = read_table(table)
        except REFUSALS as error:
            print(f"{table.name}: refused", *find_faults(error), sep="\n  ")
            status = 1
        else:
            print(f"{table.name}: {len(rows)} rows")
    return status


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
