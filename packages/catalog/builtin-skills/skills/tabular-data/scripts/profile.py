#!/usr/bin/env python3
"""Says what is in a CSV or TSV file, reading it once. Needs Python 3.9 and nothing else."""

import argparse
import csv
import json
import statistics
import sys
from collections import Counter
from datetime import datetime

MISSING = {"", "na", "n/a", "nan", "null", "none", "-"}
MOST_KEPT = 100_000
DATE_FORMATS = ("%Y-%m-%d", "%Y-%m-%d %H:%M:%S", "%Y-%m-%dT%H:%M:%S", "%d.%m.%Y", "%m/%d/%Y")


def as_number(text):
    try:
        return float(text.replace(",", "")) if text.count(",") and "." in text else float(text)
    except ValueError:
        return None


def as_date(text):
    for form in DATE_FORMATS:
        try:
            return datetime.strptime(text.rstrip("Z"), form)
        except ValueError:
            pass
    return None


class Column:
    def __init__(self, name):
        self.name = name
        self.missing = 0
        self.texts = Counter()
        self.numbers = []
        self.first_date = self.last_date = None
        self.dates = self.others = 0

    def add(self, value):
        value = value.strip()
        if value.lower() in MISSING:
            self.missing += 1
            return
        if len(self.texts) < MOST_KEPT or value in self.texts:
            self.texts[value] += 1
        number = as_number(value)
        if number is not None:
            self.numbers.append(number)
            return
        date = as_date(value)
        if date is None:
            self.others += 1
            return
        self.dates += 1
        self.first_date = min(self.first_date or date, date)
        self.last_date = max(self.last_date or date, date)

    def profile(self):
        kinds = {"number": len(self.numbers), "date": self.dates, "text": self.others}
        kind = max(kinds, key=kinds.get) if any(kinds.values()) else "empty"
        found = {"column": self.name, "type": kind, "missing": self.missing, "distinct": len(self.texts)}
        if sum(1 for count in kinds.values() if count) > 1:
            found["mixed"] = {name: count for name, count in kinds.items() if count}
        if kind == "number":
            found.update(min=min(self.numbers), median=statistics.median(self.numbers), max=max(self.numbers))
        elif kind == "date":
            found.update(first=self.first_date.isoformat(), last=self.last_date.isoformat())
        elif kind == "text":
            found["commonest"] = self.texts.most_common(5)
        return found


def profile(file, delimiter=None):
    sample = file.read(64 * 1024)
    file.seek(0)
    if delimiter is None:
        try:
            delimiter = csv.Sniffer().sniff(sample, delimiters=",;\t|").delimiter
        except csv.Error:
            delimiter = ","
    reader = csv.reader(file, delimiter=delimiter)
    header = next(reader, [])
    columns = [Column(name or f"column {at + 1}") for at, name in enumerate(header)]
    seen, rows, duplicates, ragged = set(), 0, 0, 0
    for row in reader:
        if not row:
            continue
        rows += 1
        ragged += len(row) != len(columns)
        key = hash(tuple(row))
        duplicates += key in seen
        seen.add(key)
        for column, value in zip(columns, row):
            column.add(value)
    return {
        "rows": rows,
        "delimiter": delimiter,
        "duplicate_rows": duplicates,
        "rows_of_other_length": ragged,
        "columns": [column.profile() for column in columns],
    }


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("file", help="the table; - reads standard input")
    parser.add_argument("--delimiter", help="what stands between fields; found out by default")
    parser.add_argument("--encoding", default="utf-8-sig")
    parser.add_argument("--json", action="store_true", help="print JSON")
    options = parser.parse_args()
    csv.field_size_limit(10_000_000)
    if options.file == "-":
        import io

        result = profile(io.StringIO(sys.stdin.read()), options.delimiter)
    else:
        with open(options.file, newline="", encoding=options.encoding, errors="replace") as file:
            result = profile(file, options.delimiter)
    if options.json:
        print(json.dumps(result, indent=2))
        return
    print(f"{result['rows']} rows, {len(result['columns'])} columns, separated by {result['delimiter']!r}")
    print(f"{result['duplicate_rows']} rows occur more than once, {result['rows_of_other_length']} have another length")
    for column in result["columns"]:
        print("- " + ", ".join(f"{name}: {value}" for name, value in column.items()))


if __name__ == "__main__":
    main()
