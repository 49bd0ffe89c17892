"""Holds the program's payment messages against the XSD of their version, and sees that the XSD refuses spoilt ones."""

import importlib.util
import pathlib
import sys

from lxml import etree

SCHEMAS = pathlib.Path(importlib.util.find_spec("sepaxml").origin).parent / "schemas"
SPOILT = [
    (b"<PmtMtd>TRF</PmtMtd>", b"", "an element is missing"),
    (b"<PmtInf>", b"<PmtInf><X/>", "an element is strange"),
    (b'Ccy="VND"', b'Ccy="dong"', "a currency is none"),
    (b"<EndToEndId>", b"<EndToEndId>" + b"x" * 36, "an id is too long"),
]


def main(folder: str) -> int:
    files = sorted(pathlib.Path(folder).rglob("*.xml"))
    wrong = 0
    for file in files:
        text = file.read_bytes()
        version = etree.fromstring(text).tag.split("}")[0].rsplit(":", 1)[1]
        schema = etree.XMLSchema(etree.parse(SCHEMAS / f"{version}.xsd"))
        if not schema.validate(etree.fromstring(text)):
            wrong += 1
            print(f"{file.name}: {schema.error_log.last_error}")
        for old, new, what in SPOILT:
            if old not in text or schema.validate(etree.fromstring(text.replace(old, new, 1))):
                wrong += 1
                print(f"{file.name}: taken as right although {what}")
        print(f"{file.name}: {version}, {len(text)} bytes")
    print(f"{len(files)} messages, {wrong} faults")
    return 1 if wrong or not files else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
