"""croissant.json: the package as a schema.org/Dataset by Croissant 1.0 (https://docs.mlcommons.org/croissant).

Tables, columns, types, keys and references are those of schemas/; sizes and digests those of the descriptor.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from livepack import schemas
from livepack.citation import cite_package, find_makers
from livepack.documents.holdings import Holdings
from livepack.schemas import Field, Table

SCHEMA_ORG = "https://schema.org/"
# The context of Croissant 1.0, as its examples and its validator have it.
_CONTEXT: dict[str, Any] = {
    "@language": "en",
    "@vocab": SCHEMA_ORG,
    "citeAs": "cr:citeAs",
    "column": "cr:column",
    "conformsTo": "dct:conformsTo",
    "cr": "http://mlcommons.org/croissant/",
    "rai": "http://mlcommons.org/croissant/RAI/",
    "data": {"@id": "cr:data", "@type": "@json"},
    "dataType": {"@id": "cr:dataType", "@type": "@vocab"},
    "dct": "http://purl.org/dc/terms/",
    "equivalentProperty": "cr:equivalentProperty",
    "examples": {"@id": "cr:examples", "@type": "@json"},
    "extract": "cr:extract",
    "field": "cr:field",
    "fileProperty": "cr:fileProperty",
    "fileObject": "cr:fileObject",
    "fileSet": "cr:fileSet",
    "format": "cr:format",
    "includes": "cr:includes",
    "isLiveDataset": "cr:isLiveDataset",
    "jsonPath": "cr:jsonPath",
    "key": "cr:key",
    "md5": "cr:md5",
    "parentField": "cr:parentField",
    "path": "cr:path",
    "recordSet": "cr:recordSet",
    "references": "cr:references",
    "regex": "cr:regex",
    "repeated": "cr:repeated",
    "replace": "cr:replace",
    "samplingRate": "cr:samplingRate",
    "sc": SCHEMA_ORG,
    "separator": "cr:separator",
    "source": "cr:source",
    "subField": "cr:subField",
    "transform": "cr:transform",
}
_TYPES = {
    "string": "sc:Text",
    "integer": "sc:Integer",
    "number": "sc:Float",
    "boolean": "sc:Boolean",
    "datetime": "sc:DateTime",
    "date": "sc:Date",
}


def render_croissant(holdings: Holdings) -> str:
    """Return croissant.json."""
    descriptor = holdings.descriptor
    found: dict[str, Any] = {
        "@context": _CONTEXT,
        "@type": "sc:Dataset",
        "conformsTo": "http://mlcommons.org/croissant/1.0",
        "name": descriptor["title"],
        "alternateName": descriptor["name"],
        "description": descriptor["description"],
        "version": descriptor["version"],
        "citeAs": cite_package(descriptor),
        "isLiveDataset": False,
        **_stated(holdings),
        "distribution": [_file(resource) for resource in descriptor["resources"]],
        "recordSet": [
            _record_set(schemas.all_tables()[resource["name"]], resource["path"])
            for resource in descriptor["resources"]
            if resource["name"] in schemas.all_tables()
        ],
    }
    return json.dumps(found, ensure_ascii=False, indent=1) + "\n"


def _stated(holdings: Holdings) -> dict[str, Any]:
    """Return what people say of the data set, as far as they do."""
    descriptor = holdings.descriptor
    found = {
        "url": descriptor.get("homepage"),
        "dateCreated": descriptor.get("created"),
        "datePublished": descriptor.get("created"),
        "license": list(map(_license, descriptor["licenses"])),
        "copyrightNotice": descriptor["rights"],
        "keywords": descriptor["keywords"],
        "inLanguage": sorted({row["language"] for row in holdings.blogs if row["language"]}),
        "creator": list(map(_describe_maker, find_makers(descriptor))),
    }
    return {key: value for key, value in found.items() if value}


def _license(stated: Mapping[str, Any]) -> str:
    """Return a licence's address, else what it is called."""
    known = schemas.package_settings()["licenses"].get(stated.get("name"), {})
    return str(stated.get("path") or known.get("url") or stated.get("title") or stated.get("name"))


def _describe_maker(maker: Mapping[str, Any]) -> dict[str, str]:
    """Return a person where given and family name are told apart, else a body of that name."""
    is_person = bool(maker.get("familyName") or maker.get("givenName"))
    found = {"@type": "Person" if is_person else "Organization", "name": str(maker["title"])}
    return found | {key: maker[name] for key, name in (("url", "path"), ("email", "email")) if maker.get(name)}


def _file(resource: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "@type": "cr:FileObject",
        "@id": resource["path"],
        "name": resource["path"],
        "description": resource["description"],
        "contentUrl": resource["path"],
        "contentSize": f"{resource['bytes']} B",
        "encodingFormat": resource["mediatype"],
        "sha256": resource["hash"].removeprefix("sha256:"),
    }


def _record_set(table: Table, path: str) -> dict[str, Any]:
    found: dict[str, Any] = {
        "@type": "cr:RecordSet",
        "@id": table.name,
        "name": table.name,
        "description": table.description,
        "key": [{"@id": f"{table.name}/{name}"} for name in table.primary_key],
    }
    term = table.rdf_type.removeprefix(SCHEMA_ORG)
    if term[:1].isupper():  # a class, such as LiveBlogPosting; a property, such as liveBlogUpdate, is no type
        found["dataType"] = f"sc:{term}"
    parents = {name: key for key in table.foreign_keys for name in key.fields if len(key.fields) == 1}
    found["field"] = []
    for item in table.fields:
        field = _field(table, item, path)
        if item.name in parents:
            key = parents[item.name]
            field["references"] = {"field": {"@id": f"{key.table}/{key.reference[0]}"}}
        found["field"].append(field)
    return found


def _field(table: Table, item: Field, path: str) -> dict[str, Any]:
    found: dict[str, Any] = {
        "@type": "cr:Field",
        "@id": f"{table.name}/{item.name}",
        "name": item.name,
        "description": item.description,
        "dataType": "sc:URL" if item.format == "uri" else _TYPES[item.type],
        "source": {"fileObject": {"@id": path}, "extract": {"column": item.name}},
    }
    if item.rdf_type:
        found["equivalentProperty"] = item.rdf_type
    return found
