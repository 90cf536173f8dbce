"""Lists the tables of a package's users in its descriptor, from the package alone."""

from __future__ import annotations

from pathlib import Path

import livepack
from livepack import schemas
from livepack.citation import is_dehydrated
from livepack.errors import UsageError
from livepack.hydration.packing import not_as_made, read_descriptor, read_files, read_tables, render_files
from livepack.package import assemble_package, describe_table
from livepack.package_folder import check_place, read_layers
from livepack.swap import put_folder


def list_layers(package: str | Path) -> list[str]:
    """Put descriptor and documents of a package right after a table of its users was added, changed or removed.

    Args:
        package: the folder of a whole package that this version of livepack built.

    Returns:
        The tables of users that are listed now.

    Raises:
        UsageError: it is no such package, its other tables were changed, or it cannot be written.
    """
    folder = Path(package)
    files = read_files(folder)
    place = check_place(folder, [])
    descriptor = read_descriptor(files, str(folder), without=schemas.layers())
    made_by = str(descriptor["livepack"].get("version", ""))
    if made_by != livepack.__version__:
        raise UsageError(
            f"this package was made by livepack {made_by}, and its documents would be written otherwise now",
            where=str(folder),
            advice=f"use livepack {made_by}, or build the package again",
        )
    if is_dehydrated(descriptor):
        raise UsageError(
            "this package is dehydrated: another file in it would break the way back",
            where=str(folder),
            advice="hydrate it, and list the annotations of the whole package",
        )
    layers = read_layers(place)
    try:
        kept = [one for one in descriptor["resources"] if one.get("name") not in schemas.layers()]
        descriptor["resources"] = kept + [describe_table(name, data) for name, data in layers.items()]
        tables = read_tables(files, descriptor, str(folder))
        found = assemble_package(render_files(files, tables, descriptor), tables, descriptor)
    except (LookupError, TypeError, ValueError, AttributeError) as error:
        raise not_as_made(str(folder), f"{type(error).__name__}: {error}") from None
    put_folder(place, found)
    return list(layers)
