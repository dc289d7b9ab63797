# SPDX-License-Identifier: Apache-2.0
"""The two made-up elections, as data: definition, layout and what a sheet shows beside its targets.

Lindenfeld is a town with an AccuVote-style card (bars run into the edge of the sheet, the bottom row
is a code, ovals right of the names on whole grid crossings), in the form of February 2024.
Harbor County votes on two legal sheets of the VxDesign kind (bars all round, QR code, ovals left of
the names at fractions of the grid), in the form of v4.1."""
import hashlib
import json
from dataclasses import dataclass, field

INCH = 25.4


@dataclass
class Target:
    sheet: int
    side: str
    column: float
    row: float
    contest: str
    option: str
    name: str = ""          # as printed beside the oval
    area: tuple = None      # write-in area: column, row, width, height


@dataclass
class Box:
    """A contest as printed: a frame in grid units with its heading."""
    sheet: int
    side: str
    left: float
    top: float
    right: float
    bottom: float
    title: str
    words: str


@dataclass
class Card:
    width: float
    height: float           # mm
    columns: int
    rows: int
    left: float
    top: float              # mm: centre of the first mark
    pitch_x: float
    pitch_y: float
    bleed: bool
    oval: tuple             # width, height, corner radius, line in mm
    name_side: str

    def mm(self, column, row):
        return self.left + column * self.pitch_x, self.top + row * self.pitch_y


@dataclass
class Election:
    key: str
    title: str
    definition: dict
    settings: dict
    card: Card
    targets: list
    boxes: list
    style: str
    sheets: int
    codes: dict = field(default_factory=dict)
    text: bytes = b""
    hash: str = ""

    def seal(self):
        self.text = (json.dumps(self.definition, indent=2, ensure_ascii=False) + "\n").encode()
        self.hash = hashlib.sha256(self.text).hexdigest()
        return self


SETTINGS = {
    "auth": {"arePollWorkerCardPinsEnabled": False},
    "markThresholds": {"marginal": 0.05, "definite": 0.07, "writeInTextArea": 0.05},
    "precinctScanAdjudicationReasons": ["Overvote", "MarginalMark", "BlankBallot",
                                        "UnmarkedWriteIn"],
    "centralScanAdjudicationReasons": ["Overvote", "MarginalMark", "BlankBallot",
                                       "UnmarkedWriteIn"],
    "adminAdjudicationReasons": ["Overvote", "MarginalMark", "BlankBallot", "UnmarkedWriteIn"],
    "disallowCastingOvervotes": False,
}

# ------------------------------------------------------------------------------- Lindenfeld

LINDENFELD_OFFICES = [
    # side, title, seats, rows of the box, first row of ovals, [(column, line, name, party)]
    ("front", "Mayor", 1, (7.4, 11.4), 9,
     [(12, 0, "Alma Reyes", "Meadow"), (19, 0, "Otto Lind", "River"),
      (26, 0, "Ida Bergström", "")]),
    ("front", "Town Council", 3, (11.4, 18.4), 13,
     [(12, 0, "Bruno Casale", "Meadow"), (12, 2, "Dora Whitfield", "Meadow"),
      (12, 4, "Emil Novak", "Meadow"), (19, 0, "Greta Oduya", "River"),
      (19, 2, "Hugo Brandt", "River"), (26, 1, "Ines Calder", "")]),
    ("front", "Library Trustee", 1, (18.4, 22.4), 20,
     [(12, 0, "Jonas Pell", "Meadow"), (19, 0, "Karin Osei", "River")]),
    # One person for both parties: two ovals, one option.
    ("front", "Town Clerk", 1, (22.4, 26.4), 24,
     [(12, 0, "Lena Fairbanks", "Meadow"), (19, 0, "Lena Fairbanks", "River"),
      (26, 0, "Marek Stone", "")]),
    ("front", "Tree Warden", 2, (26.4, 31.4), 28,
     [(12, 0, "Nora Ashby", "Meadow"), (19, 0, "Pavel Dunn", "River"),
      (26, 0, "Quinn Arroyo", ""), (12, 2, "Rosa Lindqvist", "Meadow")]),
    ("back", "School Board", 2, (4.4, 9.4), 6,
     [(12, 0, "Selma Hart", "Meadow"), (19, 0, "Tomas Vogel", "River"),
      (26, 1, "Ursula Kemp", "")]),
    ("back", "Moderator", 1, (9.4, 13.4), 11,
     [(12, 0, "Viktor Amsel", "Meadow"), (19, 0, "Wanda Price", "River")]),
]
LINDENFELD_QUESTIONS = [
    ("Question 1", "Shall the town keep the footbridge over the mill pond?", 18),
    ("Question 2", "Shall the library open on Sundays?", 22),
    ("Question 3", "Shall the fair be held in June?", 26),
]


def slug(words):
    plain = words.lower().replace("ö", "o")
    return "".join(c if c.isalnum() else "-" for c in plain)


def lindenfeld_office(office, contests, targets, boxes):
    side, title, seats, (top, bottom), first, people = office
    contest = slug(title)
    candidates = []
    for column, line, name, party in people:
        candidate = {"id": slug(name), "name": name}
        if party:
            candidate["partyIds"] = [slug(party)]
        known = next((c for c in candidates if c["id"] == candidate["id"]), None)
        if known:
            known["partyIds"] += candidate["partyIds"]
        else:
            candidates.append(candidate)
        targets.append(Target(1, side, column, first + line, contest, slug(name), name))
    for index in range(seats):
        row = first + 2 * index
        targets.append(Target(1, side, 32, row, contest, f"write-in-{index}", "",
                              (27, row - 0.65, 4.5, 0.85)))
    contests.append({"id": contest, "districtId": "town", "type": "candidate", "title": title,
                     "seats": seats, "allowWriteIns": True, "candidates": candidates})
    boxes.append(Box(1, side, 0.8, top, 32.55, bottom, title, f"Vote for {seats}"))


def lindenfeld_position(target, index):
    position = {"type": "option", "sheetNumber": target.sheet, "side": target.side,
                "column": target.column, "row": target.row, "contestId": target.contest}
    if target.area:
        x, y, width, height = target.area
        position["type"] = "write-in"
        position["writeInIndex"] = int(target.option.rsplit("-", 1)[1])
        position["writeInArea"] = {"x": x, "y": y, "width": width, "height": height}
    else:
        position["optionId"] = target.option
    return position


def lindenfeld(card_number=7, moved=0):
    """`moved`: every contest of the back stands that many rows lower (a print of another style)."""
    contests, targets, boxes = [], [], []
    for office in LINDENFELD_OFFICES:
        lindenfeld_office(office, contests, targets, boxes)
    for title, words, row in LINDENFELD_QUESTIONS:
        contest = slug(title)
        contests.append({"id": contest, "districtId": "town", "type": "yesno", "title": title,
                         "description": words,
                         "yesOption": {"id": f"{contest}-yes", "label": "Yes"},
                         "noOption": {"id": f"{contest}-no", "label": "No"}})
        targets.append(Target(1, "back", 26, row, contest, f"{contest}-yes", "Yes"))
        targets.append(Target(1, "back", 32, row, contest, f"{contest}-no", "No"))
        boxes.append(Box(1, "back", 0.8, row - 1.6, 32.55, row + 2.0, title, words))
    style = f"card-number-{card_number}"
    definition = {
        "title": "Town Election", "state": "State of Arden", "type": "general",
        "county": {"id": "90210", "name": "Lindenfeld"}, "date": "2024-03-12T12:00:00.000-05:00",
        "seal": "", "parties": [{"id": slug(p), "name": p, "fullName": f"{p} Party", "abbrev": p[0]}
                                for p in ("Meadow", "River")],
        "districts": [{"id": "town", "name": "Lindenfeld"}],
        "precincts": [{"id": "precinct-1", "name": "Lindenfeld"}],
        "ballotLayout": {"paperSize": "letter", "metadataEncoding": "timing-marks"},
        "ballotStyles": [{"id": style, "precincts": ["precinct-1"], "districts": ["town"]}],
        "contests": contests,
        "gridLayouts": [{"ballotStyleId": style,
                         "optionBoundsFromTargetMark": {"top": 1, "right": 1, "bottom": 1,
                                                        "left": 5},
                         "gridPositions": [lindenfeld_position(t, i)
                                           for i, t in enumerate(targets)]}],
    }
    if moved:
        for thing in targets + boxes:
            if thing.side == "back" and isinstance(thing, Target):
                thing.row += moved
            elif thing.side == "back":
                thing.top, thing.bottom = thing.top + moved, thing.bottom + moved
    pitch = 0.25 * INCH
    card = Card(8.5 * INCH, 11 * INCH, 34, 41, (8.5 * INCH - 33 * pitch) / 2,
                (11 * INCH - 40 * pitch) / 2, pitch, pitch, True, (5.05, 3.30, 1.65, 0.21), "left")
    codes = {"card": card_number, "batch": 1, "date": (12, 3, 24), "letter": "G"}
    return Election("lindenfeld", "Town Election", definition, SETTINGS, card, targets, boxes,
                    style, 1, codes).seal()


# ----------------------------------------------------------------------------------- Harbor

HARBOR_OFFICES = [
    # sheet, side, column of the ovals, row of the heading, title, seats, write-ins, names
    (1, "front", 2.0, 9.0, "County Executive", 1, True,
     ["Aaron Fisk", "Beatriz Lowell", "Cyrus Okafor", "Delia Munro"]),
    (1, "front", 12.25, 9.0, "County Commission", 3, True,
     ["Edda Ruiz", "Farid Holm", "Gwen Tanaka", "Henrik Sable", "Iris Quill", "Jamal Drake",
      "Katya Wynn"]),
    (1, "front", 22.5, 9.0, "Treasurer", 1, False, ["Lars Ibsen", "Mina Corbett", "Noel Petrie"]),
    (1, "front", 2.0, 31.5, "Coroner", 1, True, ["Olive Strand", "Piotr Vance"]),
    (1, "back", 2.0, 6.0, "Surveyor", 1, True, ["Ravi Nash", "Sofia Thorne", "Tariq Bell"]),
    (1, "back", 12.25, 6.0, "Water Board", 2, True,
     ["Una Kessler", "Vera Lomax", "Willem Ode", "Xenia Porter"]),
    (2, "front", 2.0, 9.0, "Harbor Master", 1, True, ["Yusuf Gale", "Zelda Marsh"]),
    (2, "front", 12.25, 9.0, "School Committee", 4, False,
     ["Arne Bishop", "Belle Costa", "Conor Daly", "Dina Eames", "Esme Foley", "Finn Garcia"]),
]
HARBOR_QUESTIONS = [
    (1, "back", 22.5, 6.0, "Measure A", "Shall the county buy the old lighthouse?"),
    (2, "back", 2.0, 6.0, "Measure B", "Shall the ferry run at night?"),
    (2, "back", 12.25, 6.0, "Measure C", "Shall the market hall be rebuilt?"),
]


class HarborPage:
    """Collects what v4.1 writes for one side."""

    def __init__(self):
        self.contests = []

    def add(self, contest, box, targets):
        options = []
        for target in targets:
            option = {"type": "write-in" if target.area else "option",
                      "bubbleCenter": {"row": target.row, "column": target.column},
                      "bounds": {"row": target.row - 1, "column": target.column - 1,
                                 "width": 9.5, "height": 2}}
            if target.area:
                x, y, width, height = target.area
                option["writeInIndex"] = int(target.option.rsplit("-", 1)[1])
                option["writeInArea"] = {"row": y, "column": x, "width": width, "height": height}
            else:
                option["optionId"] = target.option
            options.append(option)
        self.contests.append({"contestId": contest, "options": options,
                              "bounds": {"row": box.top, "column": box.left,
                                         "width": box.right - box.left,
                                         "height": box.bottom - box.top}})


def harbor_contest(pages, targets, boxes, sheet, side, column, top, title, words, options):
    """options: (id, name, is write-in). Ovals stand two rows apart, a tenth below whole rows."""
    mine = []
    row = top + 3.1
    for option, name, write_in in options:
        area = (column + 0.9, row - 0.8, 7.8, 1.0) if write_in else None
        mine.append(Target(sheet, side, column, round(row, 2), slug(title), option, name, area))
        row += 2.0
    box = Box(sheet, side, column - 0.9, top, column + 9.0, row - 0.8, title, words)
    pages[sheet - 1][side].add(slug(title), box, mine)
    targets += mine
    boxes.append(box)


def harbor_ballot():
    pages = [{"front": HarborPage(), "back": HarborPage()} for _ in range(2)]
    contests, targets, boxes = [], [], []
    for sheet, side, column, top, title, seats, write_ins, names in HARBOR_OFFICES:
        options = [(slug(n), n, False) for n in names]
        contests.append({"id": slug(title), "districtId": "county", "type": "candidate",
                         "title": title, "seats": seats, "allowWriteIns": write_ins,
                         "candidates": [{"id": i, "name": n} for i, n, _ in options]})
        if write_ins:
            options += [(f"write-in-{k}", "", True) for k in range(seats)]
        harbor_contest(pages, targets, boxes, sheet, side, column, top, title,
                       f"Vote for up to {seats}", options)
    for sheet, side, column, top, title, words in HARBOR_QUESTIONS:
        options = [(f"{slug(title)}-yes", "Yes", False), (f"{slug(title)}-no", "No", False)]
        contests.append({"id": slug(title), "districtId": "county", "type": "yesno",
                         "title": title, "description": words,
                         "options": [{"id": i, "label": n} for i, n, _ in options]})
        harbor_contest(pages, targets, boxes, sheet, side, column, top, title, words, options)
    positions = [[page["front"].contests, page["back"].contests] for page in pages]
    return contests, targets, boxes, positions


def harbor(date="2026-11-03"):
    contests, targets, boxes, positions = harbor_ballot()
    height = 14 * INCH
    names = {"north-pier": "North Pier", "south-pier": "South Pier"}
    definition = {
        "id": "harbor-2026", "title": "County Election", "state": "State of Arden",
        "type": "general", "date": date, "seal": "",
        "jurisdiction": {"id": "harbor", "name": "Harbor County"},
        "parties": [], "districts": [{"id": "county", "name": "Harbor County"}],
        "precincts": [{"id": key, "name": name, "districtIds": ["county"]}
                      for key, name in names.items()],
        "pollingPlaces": [],
        "ballotLayout": {"paperSize": "legal", "metadataEncoding": "qr-code"},
        "ballotStyles": [{"id": str(k + 1), "groupId": str(k + 1), "precincts": [key],
                          "districts": ["county"], "languages": ["en"],
                          "orderedCandidatesByContest": {
                              c["id"]: [{"id": p["id"]} for p in c["candidates"]]
                              for c in contests if c["type"] == "candidate"},
                          "ballotPositions": positions}
                         for k, key in enumerate(names)],
        "contests": contests, "ballotStrings": {"en": {}},
    }
    # v4 of that design: 5 mm from the sides, 12 pt from top and bottom to the marks' edges.
    left, top = 5 + 3 / 16 * INCH / 2, INCH / 6 + INCH / 32
    card = Card(8.5 * INCH, height, 34, 53, left, top, (8.5 * INCH - 2 * left) / 33,
                (height - 2 * top) / 52, False, (0.20 * INCH, 0.13 * INCH, 0.07 * INCH, INCH / 96),
                "right")
    codes = {"precinct": 1, "style": 1}
    return Election("harbor", "County Election", definition, SETTINGS, card, targets, boxes, "2",
                    2, codes).seal()
