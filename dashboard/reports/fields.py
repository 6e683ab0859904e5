"""The columns of the CSV files: name in the machine's file, and type as Frictionless calls it."""

FIELDS = {
    "section": "string", "block": "string", "block_title": "string", "row": "string", "column": "string",
    "metric": "string", "title": "string", "text": "string", "value": "number", "numerator": "number",
    "denominator": "number", "low": "number", "high": "number", "unit": "string", "period": "string",
    "place": "string", "filters": "string", "method": "string", "status": "string", "withheld": "string",
    "caveats": "string", "snapshot": "string", "extracted_on": "date", "address": "string",
}  # fmt: skip
NUMBERS = tuple(name for name, kind in FIELDS.items() if kind == "number")
