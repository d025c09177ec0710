#!/usr/bin/env python3
"""What records have in common, for `src/adapters/exam_records/records.zdict`.

    pip install zstandard==0.25.0
    mon-releve generate --seed 7 --count 20000 | scripts/record_dictionary.py > records.zdict

A dictionary of Zstandard holds pieces of the invented records and the frequencies of their lengths and distances, so
that a packed record brings no tables of its own. What was packed against one is read against it for ever: a later one
is another form in `packed.rs`, beside this one.
"""

import sys

import zstandard

BYTES = 32 * 1024
# The level of `packed.rs`, whose matches are counted.
LEVEL = 1

records = [line.rstrip(b"\n") for line in sys.stdin.buffer]
dictionary = zstandard.train_dictionary(BYTES, records, level=LEVEL, dict_id=1)
sys.stdout.buffer.write(dictionary.as_bytes())
