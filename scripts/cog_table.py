#!/usr/bin/env python3
"""The table of communes that changed code, for `src/domain/cog/communes.txt`.

    npm pack @etalab/decoupage-administratif@6.0.0 && tar xzf etalab-decoupage-administratif-6.0.0.tgz
    scripts/cog_table.py package/data/communes.json > src/domain/cog/communes.txt

Source: npm package `@etalab/decoupage-administratif` 6.0.0 (code MIT), which holds INSEE's *code officiel
géographique* of 1 January 2026 under the Licence Ouverte 2.0. Its `anciensCodes` already cover mergers
since 1943, the transfers between departments, Corsica before 1976 (20xxx), and Seine and Seine-et-Oise
before 1968 (75xxx, 78xxx); its `arrondissement-municipal` the districts of Paris, Lyon and Marseille.

What it lacks stands in RECODED below: collectivities that INSEE gave another code without any change of
territory (COG, recodification of June 2008: Mayotte 985xx → 976xx, Saint-Barthélemy 97123 → 97701,
Saint-Martin 97127 → 97801).

The package also flattens history: a village that was renumbered first and merged later stands there
under both of its codes, as if it had been two villages. Those pairs are found again by their number
inside the department, which the reforms of 1968 and 1976 kept wherever it was free.
"""

import json
import sys
from collections import defaultdict

EDITION = "2026"
RECODED = {f"985{n:02}": f"976{n:02}" for n in range(1, 18)} | {"97123": "97701", "97127": "97801"}
# Old department → the ones that took over its numbers: Corsica (1976), Seine and Seine-et-Oise (1968).
SPLIT = {"20": ("2A", "2B"), "75": ("92", "93", "94"), "78": ("91", "92", "93", "94", "95")}

HEADER = f"""\
# Communes whose code changed, edition {EDITION}. Made by scripts/cog_table.py; do not edit.
# Source: INSEE, code officiel géographique, through @etalab/decoupage-administratif 6.0.0.
# Licence Ouverte 2.0 (https://www.etalab.gouv.fr/licence-ouverte-open-licence).
#   A=B    A and B are one place, renumbered from B to A
#   A<B C  B and C became part of A, or are districts of A"""


def main(path):
    communes = json.load(open(path, encoding="utf-8"))
    current = {c["code"] for c in communes if c["type"] == "commune-actuelle"}
    same, parts = {}, defaultdict(set)
    for commune in communes:
        code = commune["code"]
        if commune["type"] == "arrondissement-municipal":
            parts[commune["commune"]].add(code)
        elif commune["type"] == "commune-actuelle":
            former = set(commune.get("anciensCodes", ()))
            for old in former:
                renumbered = [
                    new for new in former | {code}
                    if new[:2] in SPLIT.get(old[:2], ()) and new[2:] == old[2:]
                ]
                if renumbered:
                    same[old] = renumbered[0]
                else:
                    parts[code].add(old)
    for old, new in RECODED.items():
        if new not in current or old in current:
            sys.exit(f"{old} → {new} is not what the package says today")
        same[old] = new
    print(HEADER)
    for old, new in sorted(same.items(), key=lambda pair: (pair[1], pair[0])):
        print(f"{new}={old}")
    for code, old in sorted(parts.items()):
        print(f"{code}<{' '.join(sorted(old))}")


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    main(sys.argv[1])
