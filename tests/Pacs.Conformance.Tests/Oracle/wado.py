"""Fetches stored files over DICOMweb and compares each with what pydicom reads of the file itself.

wado.py ROOT FILE_OF_PATHS: prints what differs, one line each, then how much was compared.
"""
import base64
import json
import math
import re
import struct
import sys
import urllib.error
import urllib.parse
import urllib.request

import pydicom
from pydicom import config
from pydicom.encaps import generate_pixel_data_frame

config.settings.reading_validation_mode = config.IGNORE
config.settings.writing_validation_mode = config.IGNORE
THRESHOLD = 4096
BINARY = {"OB", "OD", "OF", "OL", "OV", "OW", "UN"}
SWAPPED = {"OW": 2, "OL": 4, "OF": 4, "OD": 8, "OV": 8}
counts = dict(files=0, elements=0, bulkdata=0, frames=0, exceptions=0)
problems = []


def fetch(url, accept):
    # A fixed encoding of the answer, so that both the compressed bundle and the plain one are read.
    request = urllib.request.Request(url, headers={"Accept": accept})
    with urllib.request.urlopen(request) as answer:
        return answer.headers, answer.read()


def parts(headers, body):
    boundary = re.search(r'boundary="?([^";]+)"?', headers["Content-Type"]).group(1).encode()
    if not body.endswith(b"\r\n--" + boundary + b"--\r\n"):
        raise ValueError("the last delimiter is missing")
    pieces = (b"\r\n" + body).split(b"\r\n--" + boundary)
    for piece in pieces[1:-1]:
        head, _, content = piece.partition(b"\r\n\r\n")
        yield head.decode(), content


def data_set(body):
    at = 132
    while struct.unpack_from("<H", body, at)[0] == 2:
        is_long = body[at + 4:at + 6] in (b"OB", b"UN", b"UT", b"SQ", b"OW")
        length = struct.unpack_from("<I", body, at + 8)[0] if is_long else struct.unpack_from("<H", body, at + 6)[0]
        at += (12 if is_long else 8) + length
    return body[at:]


def little(value, vr, is_little):
    size = SWAPPED.get(vr, 1)
    if is_little or size == 1:
        return value
    return b"".join(value[i:i + size][::-1] for i in range(0, len(value), size))


def number(value):
    if value is None or value == "":
        return ""
    try:
        return float(value)
    except (TypeError, ValueError):
        return str(value).strip()


def same_value(ours, theirs, vr):
    if vr in ("DS", "IS", "FL", "FD", "US", "SS", "UL", "SL", "UV", "SV"):
        a, b = number(ours), number(theirs)
        if vr == "FL" and isinstance(a, float) and isinstance(b, float) and math.isfinite(a):
            return a == b or struct.pack("<f", a) == struct.pack("<f", b)
        if isinstance(a, float) and isinstance(b, float):
            return a == b or (math.isnan(a) and math.isnan(b)) or math.isclose(a, b, rel_tol=1e-12)
        return a == b
    if vr == "PN":
        groups = {name: text.rstrip(" ^") for name, text in (ours or {}).items() if text.rstrip(" ^")}
        expected = {name: text.rstrip(" ^") for name, text in (theirs or {}).items() if text.rstrip(" ^")}
        return groups == expected
    if vr == "AT":
        return str(ours).upper() == str(theirs).upper()
    return (ours or "").strip(" \0") == (theirs or "").strip(" \0")


def exception(why):
    counts["exceptions"] += 1
    reasons[why] = reasons.get(why, 0) + 1


reasons = {}
unknown_to_pydicom = [False]


def raw_length(element):
    return len(element.value or b"")


def compare(name, ours, theirs, is_little, path=""):
    expected = {f"{element.tag:08X}".replace("0X", ""): element for element in theirs if element.tag.element != 0}
    for tag in sorted(set(ours) ^ set(expected)):
        if tag.startswith("FFFC") or tag.startswith("FFFE"):
            continue
        problems.append(f"{name}: {path}{tag} is only in {'the answer' if tag in ours else 'the file'}")
    for tag in sorted(set(ours) & set(expected)):
        counts["elements"] += 1
        element, answer = expected[tag], ours[tag]
        where = f"{name}: {path}{tag}"
        if element.VR == "SQ" and answer["vr"] == "UN":
            exception("UN for pydicom's SQ: what was sent as UN, pydicom reads by its dictionary")
            continue
        if element.VR == "SQ":
            items = answer.get("Value", [])
            if answer["vr"] != "SQ" or len(items) != len(element.value):
                problems.append(f"{where}: {answer['vr']} of {len(items)} items for {len(element.value)}")
                continue
            for index, item in enumerate(element.value):
                compare(name, items[index], item, is_little, f"{path}{tag}/{index}/")
            continue
        compare_element(where, answer, element, is_little, f"{path}{tag}", name)


def compare_element(where, answer, element, is_little, path, name):
    vr = answer["vr"]
    if vr != element.VR:
        if element.VR == "UN" or vr == "UN" or element.VR not in ("US", "SS", "OB", "OW"):
            exception(f"{vr} for pydicom's {element.VR}: what was sent as UN or in implicit VR, pydicom reads by its dictionary")
            return
        if {vr, element.VR} != {"OB", "OW"} and {vr, element.VR} != {"US", "SS"} and {vr, element.VR} != {"US", "OW"}:
            problems.append(f"{where}: VR {vr} for {element.VR}")
            return
        exception("OB/OW, US/SS or US/OW of implicit VR, where the standard leaves the choice")
        return
    if vr in BINARY:
        value = element.value if isinstance(element.value, bytes) else b""
        is_pixels = path in ("7FE00008", "7FE00009", "7FE00010")
        if not value:
            if "InlineBinary" in answer or "BulkDataURI" in answer:
                problems.append(f"{where}: a value for an empty element")
        elif is_pixels or len(value) > THRESHOLD:
            if "BulkDataURI" not in answer:
                problems.append(f"{where}: no BulkDataURI")
            elif not element.is_undefined_length:
                _, body = fetch(answer["BulkDataURI"], "application/octet-stream")
                counts["bulkdata"] += 1
                if body != little(value, vr, is_little):
                    problems.append(f"{where}: bulk data of {len(body)} bytes differs from {len(value)}")
        elif base64.b64decode(answer.get("InlineBinary", "")) != little(value, vr, is_little):
            problems.append(f"{where}: InlineBinary differs")
        return
    try:
        expected = element.to_json_dict(None, 1 << 30).get("Value", [])
    except Exception as failure:  # pydicom's own limits: what it cannot say, it is no oracle of
        exception(f"pydicom cannot say {vr}: {type(failure).__name__}")
        return
    values = answer.get("Value", [])
    if path.endswith("00080005"):
        return  # JSON is UTF-8, whatever the file was
    while expected and same_value(expected[-1], None, vr):
        expected = expected[:-1]
    while values and same_value(values[-1], None, vr):
        values = values[:-1]
    if len(values) != len(expected) or not all(same_value(a, b, vr) for a, b in zip(values, expected)):
        if unknown_to_pydicom[0] and vr in ("LO", "LT", "PN", "SH", "ST", "UC", "UT"):
            exception("a character set that pydicom 2.3 does not know")
            return
        problems.append(f"{where} {vr}: {values!r:.150} for {expected!r:.150}")


def compare_frames(name, url, ds, syntax, is_little):
    if not any(keyword in ds for keyword in ("PixelData", "FloatPixelData", "DoubleFloatPixelData")):
        return
    try:
        count = int(ds.get("NumberOfFrames") or 1)
    except ValueError:
        exception("the number of frames is no number")
        return
    if syntax.startswith("1.2.840.10008.1.2.4.10") and len(syntax) > 22:
        return  # video
    element = next(ds[k] for k in ("PixelData", "FloatPixelData", "DoubleFloatPixelData") if k in ds)
    if element.is_undefined_length:
        try:
            expected = list(generate_pixel_data_frame(element.value, count))
        except Exception as failure:
            exception(f"pydicom cannot tell the frames: {failure}")
            return
        if len(expected) != count:
            exception("pydicom finds another number of frames than announced")
            return
    else:
        value = little(element.value, element.VR, is_little)
        bits = ds.Rows * ds.Columns * ds.get("SamplesPerPixel", 1) * ds.BitsAllocated
        if "422" in ds.get("PhotometricInterpretation", ""):
            bits = bits * 2 // 3
        if bits % 8:
            whole = int.from_bytes(value, "little")
            size = (bits + 7) // 8
            expected = [((whole >> bits * i) & ((1 << bits) - 1)).to_bytes(size, "little") for i in range(count)]
        else:
            expected = [value[bits // 8 * i:bits // 8 * (i + 1)] for i in range(count)]
            if len(expected[-1]) < bits // 8:
                exception("pixel data shorter than its frames")
                return
    numbers = list(range(1, min(count, 40) + 1))[::-1]
    headers, body = fetch(f"{url}/frames/{','.join(map(str, numbers))}", 'multipart/related; type="application/octet-stream"; transfer-syntax=*')
    got = list(parts(headers, body))
    if len(got) != len(numbers):
        problems.append(f"{name}: {len(got)} parts for {len(numbers)} frames")
        return
    for number_, (head, content) in zip(numbers, got):
        counts["frames"] += 1
        if content != expected[number_ - 1]:
            problems.append(f"{name}: frame {number_} of {len(content)} bytes differs from {len(expected[number_ - 1])}")
        if "transfer-syntax=" not in head:
            problems.append(f"{name}: frame {number_} does not say its transfer syntax")


def check(root, path):
    ds = pydicom.dcmread(path, force=True)
    syntax = str(ds.file_meta.TransferSyntaxUID)
    name = path.rsplit("/", 1)[-1]
    url = f"{root}/studies/{ds.StudyInstanceUID}/series/{ds.SeriesInstanceUID}/instances/{ds.SOPInstanceUID}"
    counts["files"] += 1
    unknown_to_pydicom[0] = "ISO_IR 203" in str(ds.get("SpecificCharacterSet"))
    with open(path, "rb") as file:
        sent = data_set(file.read())
    if syntax == "1.2.840.10008.1.2.1.99":
        sent += b"\0" * (len(sent) % 2)  # sending wants it (PS3.5 A.5)
    headers, body = fetch(url, "application/dicom; transfer-syntax=*")
    if data_set(body) != sent:
        problems.append(f"{name}: the data set differs")
    if syntax not in headers["Content-Type"]:
        problems.append(f"{name}: {headers['Content-Type']} for {syntax}")
    _, body = fetch(url + "/metadata", "application/dicom+json")
    compare(name, json.loads(body)[0], ds, ds.is_little_endian)
    compare_frames(name, url, ds, syntax, ds.is_little_endian)


def main():
    root, listing = sys.argv[1:]
    for path in open(listing, encoding="utf-8").read().split("\n"):
        if not path:
            continue
        try:
            check(root, path)
        except urllib.error.HTTPError as failure:
            problems.append(f"{path}: {failure.url}: {failure.code} {failure.read()[:200]!r}")
        except Exception as failure:
            problems.append(f"{path}: {type(failure).__name__} {failure}")
    for problem in problems:
        print("PROBLEM", problem)
    for why, times in sorted(reasons.items()):
        print(f"EXCEPTION {times} times: {why}")
    print(" ".join(f"{key}={value}" for key, value in counts.items()))


main()
