"""Whether a bill of materials on standard input is CycloneDX 1.6, as its own project checks it."""

import sys

from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator


def main():
    flaw = JsonStrictValidator(SchemaVersion.V1_6).validate_str(sys.stdin.read())
    if flaw:
        print(flaw)
    return 1 if flaw else 0


if __name__ == "__main__":
    sys.exit(main())
