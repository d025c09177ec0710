"""Whether the OpenAPI document is one, and real answers are as it says.

    check_openapi.py OPENAPI.json ANSWERS.json

ANSWERS.json lists {"path", "status", "contentType", "body"} of real answers.
"""

import json
import sys
from pathlib import Path

import jsonschema
from openapi_spec_validator import OpenAPIV31SpecValidator


def main(document, answers):
    document = json.loads(Path(document).read_text())
    OpenAPIV31SpecValidator(document).validate()
    bad = 0
    for answer in json.loads(Path(answers).read_text()):
        name = f"{answer['path']} {answer['status']}"
        response = document["paths"][answer["path"]]["post"]["responses"][str(answer["status"])]
        schema = response["content"][answer["contentType"]]["schema"]
        whole = {**schema, "components": document["components"]}
        errors = list(jsonschema.Draft202012Validator(whole).iter_errors(answer["body"]))
        for error in errors:
            print(f"{name}: {error.json_path}: {error.message}")
        bad += bool(errors)
        if not errors:
            print(f"{name}: good")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
