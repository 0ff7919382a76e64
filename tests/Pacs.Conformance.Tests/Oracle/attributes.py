"""Reads the DICOM files listed in argv[1] with pydicom and writes their top-level attributes as JSON to argv[2].

One object per file: keyword -> text (several values joined by a backslash; "" when empty), and "path". Private
attributes, pixel data and binary values are left out; a sequence is its number of items. A file that pydicom cannot
read has only "path" and "error".
"""
import json
import sys
import warnings

import pydicom

warnings.simplefilter("ignore")
BINARY = {"OB", "OW", "OF", "OD", "OL", "OV", "UN", "OB or OW"}


def text(element):
    if element.VR == "SQ":
        return str(len(element.value))
    value = element.value
    if value is None:
        return ""
    if isinstance(value, (list, tuple)) or type(value).__name__ == "MultiValue":
        return "\\".join("" if item is None else str(item) for item in value)
    return str(value)


def attributes(path):
    found = {"path": path}
    try:
        dataset = pydicom.dcmread(path, force=True, defer_size=4096, stop_before_pixels=True)
        dataset.decode()
        for element in dataset:
            if element.keyword and element.VR not in BINARY:
                found[element.keyword] = text(element)
        meta = getattr(dataset, "file_meta", None)
        if meta is not None and "TransferSyntaxUID" in meta:
            found["TransferSyntaxUID"] = str(meta.TransferSyntaxUID)
    except Exception as error:  # Whatever is wrong with a hostile file is the answer about it.
        found = {"path": path, "error": repr(error)}
    return found


with open(sys.argv[1], encoding="utf-8") as listing:
    answers = [attributes(line.rstrip("\n")) for line in listing]
with open(sys.argv[2], "w", encoding="utf-8") as out:
    json.dump(answers, out)
