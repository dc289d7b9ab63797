# SPDX-License-Identifier: Apache-2.0
"""A scanner on paper: places the sheet in a frame, blurs, adds grain, clips black and white."""
import math

import cairo
import numpy

DPI = 200
FINE = 2            # drawn at twice the resolution, then averaged
BLUR = (1, 6, 1)    # px weights: with cairo's own edges about the 10-90 % width of real scans
SURROUND = 5.0      # mm of scanner background where there is any


def lie(seed):
    """How a page happens to lie, in mm: no two scans are the same, to the pixel or below."""
    return (seed * 37 % 23 - 11) * 0.017, (seed * 53 % 29 - 14) * 0.013


def context(election, scan, seed):
    """A drawing surface whose unit is mm on the sheet, with the sheet lying in the frame."""
    card = election.card
    edge = SURROUND if scan.get("surround") is not None else 0.0
    width = round((card.width + 2 * edge) * DPI / 25.4) * FINE
    height = round((card.height + 2 * edge) * DPI / 25.4) * FINE
    surface = cairo.ImageSurface(cairo.FORMAT_RGB24, width, height)
    ink = cairo.Context(surface)
    options = cairo.FontOptions()
    options.set_hint_style(cairo.HINT_STYLE_NONE)
    options.set_hint_metrics(cairo.HINT_METRICS_OFF)
    options.set_antialias(cairo.ANTIALIAS_GRAY)
    ink.set_font_options(options)
    level = scan.get("surround")
    level = 1.0 if level is None else level
    ink.set_source_rgb(level, level, level)
    ink.paint()
    scale = DPI * FINE / 25.4
    ink.scale(scale, scale)
    shift = lie(seed)
    ink.translate(edge + shift[0], edge + shift[1])
    ink.translate(card.width / 2, card.height / 2)
    ink.rotate(math.radians(scan.get("skew", 0.0)))
    ink.scale(scan.get("scale", 1.0), scan.get("scale", 1.0) * scan.get("stretch", 1.0))
    ink.translate(-card.width / 2, -card.height / 2)
    ink.rectangle(0, 0, card.width, card.height)
    ink.set_source_rgb(1, 1, 1)
    ink.fill_preserve()
    ink.clip()
    return surface, ink


def fold(ink, card, y):
    """A crease across the sheet at y mm: a pale line where the toner broke, a thin shade below."""
    ink.set_source_rgb(1, 1, 1)
    ink.rectangle(0, y - 0.15, card.width, 0.35)
    ink.fill()
    ink.set_source_rgba(0, 0, 0, 0.12)
    ink.rectangle(0, y + 0.2, card.width, 0.2)
    ink.fill()


def tear(ink, points, level):
    ink.set_source_rgb(level, level, level)
    for k, (x, y) in enumerate(points):
        (ink.line_to if k else ink.move_to)(x, y)
    ink.close_path()
    ink.fill()


def gray(surface):
    surface.flush()
    height, width, stride = surface.get_height(), surface.get_width(), surface.get_stride()
    raw = numpy.frombuffer(surface.get_data(), numpy.uint8).reshape(height, stride // 4, 4)
    fine = raw[:, :width, 1].astype(numpy.int32)
    blocks = fine.reshape(height // FINE, FINE, width // FINE, FINE)
    return blocks.sum(axis=(1, 3))      # 0..255 * FINE^2


def blurred(levels):
    for axis in (0, 1):
        padded = numpy.pad(levels, [(1, 1) if a == axis else (0, 0) for a in (0, 1)], "edge")
        count = levels.shape[axis]
        parts = [padded.take(range(k, k + count), axis) * BLUR[k] for k in range(3)]
        levels = sum(parts)
    return levels


def digitise(surface, scan, seed):
    """8-bit gray as scanners give it: white clipped to 255 and solid ink to 0, soft edges between.
    `noise` adds grain everywhere that is not clipped. Steps of 8 keep the files small; their error,
    2.3 gray levels rms, is about the noise of a real scanner."""
    levels = blurred(gray(surface)).astype(numpy.float64) / (sum(BLUR) ** 2 * FINE ** 2)
    black = scan.get("black", -4.0)
    levels = black + levels * (scan.get("white", 262.0) - black) / 255.0
    if scan.get("noise"):
        levels += numpy.random.RandomState(seed).normal(0.0, scan["noise"], levels.shape)
    steps = numpy.clip(numpy.floor(levels / 8.0), 0, 31).astype(numpy.int32)
    image = (steps * 255 // 31).astype(numpy.uint8)
    if scan.get("mirror"):
        image = image[:, ::-1]
    if scan.get("turned"):
        image = image[::-1, ::-1]
    if scan.get("bilevel"):
        image = numpy.where(image >= scan["bilevel"], 255, 0).astype(numpy.uint8)
    return numpy.ascontiguousarray(image)
