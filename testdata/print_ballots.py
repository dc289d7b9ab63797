#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Prints the elections and sheets of testdata/ anew: same script, same bytes.

Needs Debian's python3-cairo, python3-numpy, python3-pil, python3-qrcode and fonts-dejavu-core; only
to make the files again, never to use them.

    testdata/print_ballots.py [--out DIR]      writes elections/, sheets/, truth.csv, outcomes.csv
"""
import argparse
import csv
import io
import os
import struct
import sys
import zlib

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

from PIL import Image, TiffImagePlugin  # noqa: E402

from printer import elections, paper, pens, scanner, sheets  # noqa: E402

SIDES = ("front", "back")


def marked(election, sheet, spot, nth):
    """The pen used at this oval. A third part of a key tells two ovals of one option apart."""
    key = (spot.contest, spot.option)
    return sheet.marks.get((*key, nth), sheet.marks.get(key, "") if nth == 0 else "")


def each_target(election, sheet_number, side):
    """The targets of one side with their number among those of the same option."""
    seen = {}
    for spot in election.targets:
        key = (spot.contest, spot.option)
        nth = seen.get(key, 0)
        seen[key] = nth + 1
        if (spot.sheet, spot.side) == (sheet_number, side):
            yield spot, nth


def ink_side(ink, election, sheet, number, side):
    card = election.card
    for spot, nth in each_target(election, number, side):
        x, y = card.mm(spot.column, spot.row)
        paper.strokes(ink, pens.KINDS[marked(election, sheet, spot, nth)][1], x, y)
        name = sheet.writing.get((spot.contest, spot.option))
        if name:
            left, base = card.mm(spot.area[0], spot.area[1] + spot.area[3])
            paper.strokes(ink, pens.handwriting(name, left + 1.2, base, 2.9))


def print_letter(ink, card):
    for line in range(6):
        paper.words(ink, "Dear voter, this page is a letter and no ballot; please set it aside.",
                    22, 30 + 7 * line, 4.2)


def page(election, sheet, number, side, seed):
    """One side as the scanner gives it; `election` is the print, which may be another one."""
    surface, ink = scanner.context(election, sheet.scan, seed)
    look = dict(sheet.look)
    names = look.pop("unprinted_names", ())
    look["unprinted"] = [t for t in election.targets if (t.contest, t.option) in names]
    ink.save()
    ink.translate(*look.pop("print_shift", (0.0, 0.0)))
    if sheet.variant == "letter":
        print_letter(ink, election.card)
    else:
        paper.print_side(ink, election, number, side, look)
        ink_side(ink, election, sheet, number, side)
    ink.restore()
    for y in sheet.folds:
        scanner.fold(ink, election.card, y)
    for torn, points in sheet.tears:
        if torn == side:
            scanner.tear(ink, points, sheet.scan.get("surround") or 1.0)
    image = Image.fromarray(scanner.digitise(surface, sheet.scan, seed))
    return image.convert("1", dither=Image.Dither.NONE) if sheet.scan.get("bilevel") else image


def strip_of(image):
    """(bits, compression, photometric, bytes) of a page: deflate for gray, CCITT G4 for 1 bit."""
    if image.mode != "1":
        return 8, 8, 1, zlib.compress(image.tobytes(), 9)
    coded = io.BytesIO()
    TiffImagePlugin.STRIP_SIZE = 1 << 30     # the whole page as one strip
    image.save(coded, "TIFF", compression="group4")
    tags = Image.open(coded).tag_v2
    (start,), (size,) = tags[273], tags[279]
    return 1, 4, tags[262], coded.getvalue()[start:start + size]


def save_tiff(path, images):
    """A plain multi-page TIFF, one strip a page, nothing in it that isn't said here."""
    out = bytearray(b"II*\0\0\0\0\0")
    link = 4
    for image in images:
        bits, compression, photometric, strip = strip_of(image)
        at = len(out)
        out += strip + b"\0" * (len(strip) % 2)
        resolution = len(out)
        out += struct.pack("<II", scanner.DPI, 1)
        tags = [(256, 4, image.size[0]), (257, 4, image.size[1]), (258, 3, bits),
                (259, 3, compression), (262, 3, photometric), (273, 4, at), (277, 3, 1),
                (278, 4, image.size[1]), (279, 4, len(strip)), (282, 5, resolution),
                (283, 5, resolution), (296, 3, 2)]
        struct.pack_into("<I", out, link, len(out))
        out += struct.pack("<H", len(tags))
        for tag, kind, value in tags:
            out += struct.pack("<HHII", tag, kind, 1, value)
        link = len(out)
        out += b"\0\0\0\0"
    with open(path, "wb") as stream:
        stream.write(out)


def save_png(path, image):
    """Rows without a filter: for drawings half the size of what filters chosen by row give."""
    def chunk(kind, body):
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
    width, height = image.size
    pixels = image.tobytes()
    rows = b"".join(b"\0" + pixels[y * width:(y + 1) * width] for y in range(height))
    per_metre = round(scanner.DPI / 0.0254)
    with open(path, "wb") as stream:
        stream.write(b"\x89PNG\r\n\x1a\n"
                     + chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0))
                     + chunk(b"pHYs", struct.pack(">IIB", per_metre, per_metre, 1))
                     + chunk(b"IDAT", zlib.compress(rows, 9)) + chunk(b"IEND", b""))


def save_pair(folder, sheet, images):
    """A letter sheet: two files, front and back. 1 bit goes into one TIFF of two pages."""
    if sheet.group4:
        save_tiff(os.path.join(folder, sheet.name + ".tif"), images)
        return
    for side, image in zip(SIDES, images):
        save_png(os.path.join(folder, f"{sheet.name}-{side}.png"), image)


def run_names(election, sheet):
    """What the program calls the sheets of this file (docs: a multi-page file gives name#k)."""
    if election.sheets > 1 or sheet.group4:
        return [f"{sheet.name}#{k + 1}" for k in range(election.sheets)]
    return [sheet.name]


def print_sheet(out, election, printed, sheet, seed):
    folder = os.path.join(out, "sheets", election.key)
    images = []
    for number in range(1, election.sheets + 1):
        pair = [page(printed, sheet, number, side, seed + 2 * number + k)
                for k, side in enumerate(SIDES)]
        images += pair[::-1] if sheet.back_first else pair
    if election.sheets > 1:
        save_tiff(os.path.join(folder, sheet.name + ".tif"), images)
    else:
        save_pair(folder, sheet, images)


def truth_rows(election, sheet):
    for number, name in enumerate(run_names(election, sheet), 1):
        for side in SIDES:
            for spot, nth in each_target(election, number, side):
                kind = marked(election, sheet, spot, nth)
                written = (spot.contest, spot.option) in sheet.writing
                note = kind or ("empty oval beside hand-written name" if written else "")
                truth = pens.KINDS[kind][0]
                if (spot.contest, spot.option) in sheet.look.get("unprinted_names", ()):
                    truth, note = "ambiguous", "oval not printed"
                yield [election.key, name, side, spot.contest, spot.option,
                       f"{spot.column:g}", f"{spot.row:g}", truth, note]


def outcome_rows(election, sheet):
    for name in run_names(election, sheet):
        yield [election.key, name, sheet.outcome, "|".join(sheet.reasons), sheet.note]


def write_csv(path, head, rows):
    with open(path, "w", newline="", encoding="utf-8") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(head)
        writer.writerows(rows)


def write_json(path, text):
    with open(path, "wb") as stream:
        stream.write(text)


def print_election(out, election, prints, deck):
    os.makedirs(os.path.join(out, "elections"), exist_ok=True)
    os.makedirs(os.path.join(out, "sheets", election.key), exist_ok=True)
    write_json(os.path.join(out, "elections", election.key + ".json"), election.text)
    truth, outcomes = [], []
    for index, sheet in enumerate(deck):
        printed = prints.get(sheet.variant, election)
        print_sheet(out, election, printed, sheet, 1000 * (index + 1))
        truth += truth_rows(election, sheet)
        outcomes += outcome_rows(election, sheet)
    return truth, outcomes


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--out", default=os.path.dirname(os.path.abspath(__file__)))
    out = parser.parse_args().out
    jobs = [
        (elections.lindenfeld(), {"other-card": elections.lindenfeld(card_number=9),
                                  "moved": elections.lindenfeld(moved=1)},
         sheets.LINDENFELD),
        (elections.harbor(), {"other-day": elections.harbor(date="2028-11-07")},
         sheets.HARBOR),
    ]
    truth, outcomes = [], []
    for job in jobs:
        rows = print_election(out, *job)
        truth += rows[0]
        outcomes += rows[1]
    write_json(os.path.join(out, "elections", "system-settings.json"),
               (elections.json.dumps(elections.SETTINGS, indent=2) + "\n").encode())
    write_csv(os.path.join(out, "truth.csv"),
              ["election", "sheet", "side", "contest", "option", "column", "row", "truth", "note"],
              truth)
    write_csv(os.path.join(out, "outcomes.csv"),
              ["election", "sheet", "outcome", "reasons", "note"], outcomes)


if __name__ == "__main__":
    main()
