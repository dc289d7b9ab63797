# SPDX-License-Identifier: Apache-2.0
"""Prints one side of a ballot and puts ink on it, in mm on the sheet, through cairo."""
import cairo
import qrcode

from printer import codes

BAR = (4.7625, 1.5875)      # mm, 3/16 x 1/16 in
BLEED_BAR_HEIGHT = 1.65     # mm, as cards of that kind measure


def rectangle(ink, x, y, width, height, gray=0.0):
    ink.set_source_rgb(gray, gray, gray)
    ink.rectangle(x, y, width, height)
    ink.fill()


def words(ink, text, x, y, size, bold=False, align=0.0):
    """One line with its base at y; `align` 0 begins at x, 1 ends there, 0.5 is centred."""
    ink.set_source_rgb(0.05, 0.05, 0.05)
    ink.select_font_face("DejaVu Sans", cairo.FONT_SLANT_NORMAL,
                         cairo.FONT_WEIGHT_BOLD if bold else cairo.FONT_WEIGHT_NORMAL)
    ink.set_font_size(size)
    ink.move_to(x - align * ink.text_extents(text).x_advance, y)
    ink.show_text(text)


def outline(ink, oval, x, y):
    width, height, radius, line = oval
    w, h, r = width - line, height - line, radius - line / 2
    left, top = x - w / 2, y - h / 2
    quarter = 1.5707963267948966
    ink.new_sub_path()
    ink.arc(left + w - r, top + r, r, -quarter, 0)
    ink.arc(left + w - r, top + h - r, r, 0, quarter)
    ink.arc(left + r, top + h - r, r, quarter, 2 * quarter)
    ink.arc(left + r, top + r, r, 2 * quarter, 3 * quarter)
    ink.close_path()
    ink.set_source_rgb(0, 0, 0)
    ink.set_line_width(line)
    ink.stroke()


def strokes(ink, lines, x=0.0, y=0.0):
    ink.set_line_cap(cairo.LINE_CAP_ROUND)
    ink.set_line_join(cairo.LINE_JOIN_ROUND)
    for width, darkness, points in lines:
        ink.set_source_rgba(0, 0, 0, darkness)
        ink.set_line_width(width)
        for k, (px, py) in enumerate(points):
            (ink.line_to if k else ink.move_to)(x + px, y + py)
        ink.stroke()


def card_bar(ink, card, column, row):
    """Side bars run 2 mm past the edge of the paper: the scanner cuts what is not there."""
    x, y = card.mm(column, row)
    width, height = BAR[0], BLEED_BAR_HEIGHT if card.bleed else BAR[1]
    left, right = x - width / 2, x + width / 2
    if card.bleed and column == 0:
        left = -2.0
    if card.bleed and column == card.columns - 1:
        right = card.width + 2.0
    rectangle(ink, left, y - height / 2, right - left, height)


def bars(ink, card, bottom, missing):
    """`bottom`: which columns of the last row have a bar; `missing`: (column, row) left out."""
    last = card.rows - 1
    for row in range(card.rows):
        for column in range(card.columns):
            border = row == 0 or column in (0, card.columns - 1) or (row == last
                                                                      and column in bottom)
            if border and (column, row) not in missing:
                card_bar(ink, card, column, row)


def bottom_columns(election, side):
    card = election.card
    if not card.bleed:
        return set(range(card.columns))
    bits = (codes.card_front(election.codes["batch"], election.codes["card"])
            if side == "front" else codes.card_back(election.codes["date"],
                                                    election.codes["letter"]))
    # Bit 0 is the bar left of the last one.
    return {0, card.columns - 1} | {card.columns - 2 - k for k, bit in enumerate(bits) if bit}


def qr_code(ink, election, sheet, side):
    card = election.card
    page = 2 * sheet - (1 if side == "front" else 0)
    code = qrcode.QRCode(error_correction=qrcode.constants.ERROR_CORRECT_H, border=0)
    code.add_data(codes.qr_payload(election.hash, election.codes["precinct"],
                                   election.codes["style"], page))
    code.make(fit=True)
    modules = code.get_matrix()
    size = 15.0                                     # mm: 0.59 in
    module = size / len(modules)
    left, bottom = card.mm(1, card.rows - 2)
    left, top = left, bottom + 1.5 - size
    for row, line in enumerate(modules):
        for column, dark in enumerate(line):
            if dark:
                rectangle(ink, left + column * module, top + row * module, module, module)
    words(ink, f"Page {page}", left + size + 4, bottom, 4.5, True)
    words(ink, "Turn over and vote on both sides", card.width - left, bottom, 4.0, True, 1.0)


def frame(ink, card, box):
    """A box round the contest; cards with ovals close to the right edge have rules above and below
    and at the left alone, as real ones do: a rule beside an oval would look like a stroke there."""
    left, top = card.mm(box.left, box.top)
    right, bottom = card.mm(box.right, box.bottom)
    ink.set_source_rgb(0, 0, 0)
    ink.set_line_width(0.35)
    if card.bleed:
        ink.move_to(right, top)
        for x, y in ((left, top), (left, bottom), (right, bottom)):
            ink.line_to(x, y)
        ink.stroke()
        return
    ink.rectangle(left, top, right - left, bottom - top)
    ink.stroke()
    rectangle(ink, left - 0.2, top - 0.5, right - left + 0.4, 1.0)


def heading(ink, election, box):
    card = election.card
    left, top = card.mm(box.left, box.top)
    words(ink, box.title, left + 2, top + 6, 4.2, True)
    words(ink, box.words, left + 2, top + 11, 2.7)


def header(ink, election, sheet, side):
    card = election.card
    left, top = card.mm(1, 1)
    if side == "front":
        place = election.definition.get("county", election.definition.get("jurisdiction"))["name"]
        words(ink, f"{election.title} · {place}", left + 2, top + 8, 6.5, True)
        words(ink, "Fill in the oval beside your choice. To vote for somebody else, write the",
              left + 2, top + 15, 3.2)
        words(ink, "name in the write-in space and fill in the oval beside it.",
              left + 2, top + 20, 3.2)
        words(ink, f"SAMPLE MADE BY A PROGRAM · SHEET {sheet}", left + 2, top + 26, 3.0, True)
    else:
        words(ink, f"{election.title}, back of sheet {sheet}", left + 2, top + 8, 5.0, True)


def target(ink, election, spot, offset):
    card = election.card
    x, y = card.mm(spot.column, spot.row)
    outline(ink, card.oval, x + offset[0], y + offset[1])
    gap = card.oval[0] / 2 + 1.2
    if spot.name:
        before = card.name_side == "left"
        words(ink, spot.name, x - gap if before else x + gap, y + 1.3, 3.5, True,
              1.0 if before else 0.0)
    if spot.area:
        left, _ = card.mm(spot.area[0], 0)
        right, _ = card.mm(spot.area[0] + spot.area[2], 0)
        below = card.mm(0, spot.area[1] + spot.area[3])[1] + 0.8
        rectangle(ink, left, below, right - left, 0.2)
        words(ink, "write-in", left, below + 2.6, 2.2)


def print_side(ink, election, sheet, side, look):
    """The printed page. `look`: missing bars, offset of the ovals, which codes are left out."""
    bars(ink, election.card, bottom_columns(election, side), look.get("missing", ()))
    header(ink, election, sheet, side)
    for box in election.boxes:
        if (box.sheet, box.side) == (sheet, side):
            frame(ink, election.card, box)
            heading(ink, election, box)
    if not election.card.bleed and side not in look.get("no_code", ()):
        qr_code(ink, election, sheet, side)
    for spot in election.targets:
        if (spot.sheet, spot.side) == (sheet, side) and spot not in look.get("unprinted", ()):
            target(ink, election, spot, look.get("oval_offset", (0.0, 0.0)))
