# SPDX-License-Identifier: Apache-2.0
"""What voters do to ovals, as strokes in mm around the oval's centre, and what it is worth.

Each kind: strokes [(width mm, darkness 0..1, [(x, y), ...])] and the truth that it stands for:
mark (a vote by anybody's eye), blank (no vote), ambiguous (a person must look, or a flag says why).
"""


def zigzag(left, right, top, bottom, turns):
    points = []
    for k in range(turns + 1):
        points.append((left + (right - left) * k / turns, top if k % 2 else bottom))
    return points


def ring(width, height, steps=28):
    """A polygon through the stadium's outer form, drawn as people do: not quite closed."""
    points = []
    for k in range(steps - 1):
        t = 4.0 * k / steps
        s = t % 1.0
        corner = [(1, 0), (0, 1), (-1, 0), (0, -1)]
        a, b = corner[int(t) % 4], corner[(int(t) + 1) % 4]
        x, y = a[0] + (b[0] - a[0]) * s, a[1] + (b[1] - a[1]) * s
        norm = (x * x + y * y) ** 0.5
        points.append((x / norm * width / 2, y / norm * height / 2))
    return points


KINDS = {
    "filled": ("mark", [(0.7, 0.95, zigzag(-2.0, 2.0, -1.1, 1.1, 14)),
                        (0.6, 0.95, ring(4.4, 2.8)), (0.8, 0.95, [(-1.8, 0.0), (1.8, 0.1)])]),
    "scribble": ("mark", [(0.45, 0.85, zigzag(-1.8, 1.9, -1.2, 1.0, 9))]),
    "cross": ("mark", [(0.5, 0.9, [(-1.9, -1.3), (1.8, 1.2)]),
                       (0.5, 0.9, [(1.7, -1.4), (-1.8, 1.3)])]),
    "check": ("mark", [(0.5, 0.9, [(-1.7, -0.2), (-0.5, 1.1), (2.4, -2.2)])]),
    "slash": ("mark", [(0.55, 0.9, [(-1.9, 1.1), (1.9, -1.1)])]),
    "line": ("mark", [(1.0, 0.7, [(-2.0, 0.1), (2.0, -0.1)])]),
    "pencil": ("mark", [(0.4, 0.6, zigzag(-1.9, 1.9, -1.1, 1.1, 9))]),
    "smudge": ("ambiguous", [(0.7, 0.4, zigzag(-1.9, 1.9, -1.1, 1.1, 14))]),
    "dot": ("ambiguous", [(0.95, 0.9, [(0.1, 0.1), (0.12, 0.1)])]),
    "short": ("ambiguous", [(0.4, 0.85, [(-0.6, 0.3), (0.7, -0.4)])]),
    "speck": ("blank", [(0.2, 0.9, [(0.5, 0.2), (0.52, 0.2)])]),
    "circled": ("ambiguous", [(0.45, 0.9, ring(7.6, 4.8))]),
    "": ("blank", []),
}

# Letters as polylines on a 1 x 1 field, for names written by hand.
LETTERS = {
    "A": [[(0, 1), (0.45, 0), (0.9, 1)], [(0.2, 0.62), (0.7, 0.6)]],
    "D": [[(0.05, 0), (0.1, 1), (0.6, 0.85), (0.8, 0.45), (0.5, 0.08), (0.0, 0.0)]],
    "E": [[(0.8, 0.05), (0.1, 0.0), (0.1, 1), (0.8, 0.95)], [(0.1, 0.5), (0.6, 0.47)]],
    "I": [[(0.3, 0), (0.35, 1)]],
    "L": [[(0.1, 0), (0.12, 1), (0.75, 0.95)]],
    "M": [[(0, 1), (0.1, 0), (0.45, 0.7), (0.8, 0.02), (0.9, 1)]],
    "N": [[(0.05, 1), (0.08, 0), (0.75, 1), (0.8, 0)]],
    "O": [[(0.45, 0), (0.08, 0.3), (0.1, 0.8), (0.5, 1), (0.85, 0.7), (0.8, 0.2), (0.4, 0.02)]],
    "R": [[(0.1, 1), (0.1, 0), (0.7, 0.1), (0.65, 0.45), (0.12, 0.52), (0.8, 1)]],
    "T": [[(0, 0.04), (0.85, 0)], [(0.42, 0.02), (0.4, 1)]],
    "V": [[(0.02, 0), (0.4, 1), (0.85, 0.02)]],
}


def handwriting(name, left, base, size):
    """Strokes of a name from `left`, letters `size` mm high, standing on `base`."""
    strokes = []
    x = left
    for k, letter in enumerate(name):
        if letter == " ":
            x += 0.6 * size
            continue
        lift = 0.12 * size * ((k * 7) % 3 - 1)
        for line in LETTERS[letter]:
            strokes.append((0.45, 0.85, [(x + 0.72 * size * px, base - size * (1 - py) + lift)
                                         for px, py in line]))
        x += 0.95 * size
    return strokes
