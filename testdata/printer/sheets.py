# SPDX-License-Identifier: Apache-2.0
"""The sheets: which ovals got which mark, what befell the paper, and how the run must end.

A sheet's name begins with its outcome: good (counted), review, refused."""
from dataclasses import dataclass, field


@dataclass
class Sheet:
    """One piece of paper, or one ballot of several when the file holds them all."""
    name: str
    marks: dict = field(default_factory=dict)   # (contest, option[, which oval]) -> kind of pen
    writing: dict = field(default_factory=dict)  # (contest, option) -> name written by hand
    look: dict = field(default_factory=dict)    # what the print lacks
    scan: dict = field(default_factory=dict)    # how it was scanned
    folds: tuple = ()                           # mm from the top edge
    tears: tuple = ()                           # (side, polygon in mm)
    back_first: bool = False
    reasons: tuple = ()                         # words that the reasons of the sheet must hold
    variant: str = ""                           # which print of the election
    group4: bool = False                        # 1-bit TIFF instead of PNG
    note: str = ""

    @property
    def outcome(self):
        return {"good": "counted", "review": "review",
                "refused": "refused"}[self.name.split("-")[0]]


def votes(**choices):
    """contest=option or contest=[options], `_` for `-`; every oval filled."""
    marks = {}
    for contest, options in choices.items():
        for option in [options] if isinstance(options, str) else options:
            marks[contest.replace("_", "-"), option] = "filled"
    return marks


LINDENFELD_PLAIN = votes(mayor="alma-reyes", library_trustee="karin-osei",
                         town_council=["bruno-casale", "greta-oduya", "ines-calder"],
                         tree_warden=["nora-ashby", "pavel-dunn"], town_clerk="marek-stone",
                         school_board=["selma-hart", "tomas-vogel"], moderator="viktor-amsel",
                         question_1="question-1-yes", question_2="question-2-no",
                         question_3="question-3-yes")
LINDENFELD_OTHER = votes(mayor="otto-lind", library_trustee="jonas-pell",
                         town_council=["dora-whitfield", "emil-novak"],
                         tree_warden=["quinn-arroyo"], town_clerk="lena-fairbanks",
                         school_board=["ursula-kemp"], moderator="wanda-price",
                         question_1="question-1-no", question_2="question-2-no")


def with_marks(base, changes):
    marks = dict(base)
    marks.update(changes)
    return {key: kind for key, kind in marks.items() if kind}


LINDENFELD_STROKES = {
    ("mayor", "otto-lind"): "cross", ("town-council", "bruno-casale"): "check",
    ("town-council", "hugo-brandt"): "slash", ("town-council", "ines-calder"): "scribble",
    ("library-trustee", "jonas-pell"): "line", ("town-clerk", "lena-fairbanks", 0): "check",
    ("tree-warden", "rosa-lindqvist"): "cross", ("tree-warden", "pavel-dunn"): "pencil",
    ("school-board", "tomas-vogel"): "slash", ("moderator", "wanda-price"): "scribble",
    ("question-1", "question-1-no"): "check", ("question-2", "question-2-yes"): "cross",
    ("question-3", "question-3-no"): "pencil",
}
# Tears that take the left edge with three quarters of its bars, and the whole upper edge.
TORN_SIDE = [(0, 40), (7.5, 46), (6.9, 130), (7.8, 152), (7.2, 236), (0, 240)]
TORN_TOP = [(0, 0), (216, 0), (216, 16.8), (104, 15.6), (60, 16.4), (30, 15.4), (0, 17)]

LINDENFELD = [
    Sheet("good-filled", LINDENFELD_PLAIN),
    Sheet("good-strokes", LINDENFELD_STROKES, note="checks, crosses, slashes, a line, pencil"),
    Sheet("good-undervote", with_marks(LINDENFELD_OTHER, {("mayor", "otto-lind"): ""})),
    Sheet("good-specks", with_marks(LINDENFELD_PLAIN, {
        ("mayor", "otto-lind"): "speck", ("question-1", "question-1-no"): "speck"})),
    Sheet("good-skewed", LINDENFELD_OTHER,
          scan={"skew": 2.0, "surround": 1.0}, note="turned by 2 degrees on white"),
    Sheet("good-skewed-left", LINDENFELD_PLAIN, scan={"skew": -2.0, "surround": 0.35}),
    Sheet("good-turned", LINDENFELD_OTHER, scan={"turned": True}),
    Sheet("good-back-first", LINDENFELD_OTHER, back_first=True),
    Sheet("good-black-surround", LINDENFELD_PLAIN, scan={"surround": 0.02, "skew": 0.5}),
    Sheet("good-cut-bars", LINDENFELD_OTHER, look={"print_shift": (-1.6, 0.8)},
          note="the print lies 1.6 mm to the left, the left bars are cut"),
    Sheet("good-bars-missing", LINDENFELD_PLAIN,
          look={"missing": ((0, 14), (33, 27), (9, 0))}, note="three bars lack, bridged"),
    Sheet("good-folded", LINDENFELD_PLAIN, folds=(82.55, 139.7),
          note="folded through a row of bars and ovals, and in the middle"),
    Sheet("good-scaled", LINDENFELD_STROKES, scan={"scale": 0.96, "surround": 1.0}),
    Sheet("good-noisy", with_marks(LINDENFELD_OTHER, {}),
          scan={"noise": 1.6, "white": 228.0, "black": 36.0}, note="gray paper with grain, pale print"),
    Sheet("good-bilevel", LINDENFELD_PLAIN, scan={"bilevel": 128}, group4=True),
    Sheet("review-overvote", with_marks(LINDENFELD_PLAIN, {("mayor", "otto-lind"): "filled"}),
          reasons=("overvote",)),
    Sheet("review-dot", with_marks(LINDENFELD_PLAIN, {
        ("mayor", "alma-reyes"): "dot", ("question-3", "question-3-yes"): "short"}),
        reasons=("marginal",)),
    Sheet("review-smudge", with_marks(LINDENFELD_PLAIN, {
        ("library-trustee", "jonas-pell"): "smudge"}), reasons=("marginal",)),
    Sheet("review-circled", with_marks(LINDENFELD_PLAIN, {
        ("moderator", "viktor-amsel"): "circled"}),
        note="one vote is a ring round the oval and nothing in it"),
    Sheet("review-blank", {}, reasons=("blank-sheet",)),
    Sheet("review-unmarked-write-in", with_marks(LINDENFELD_PLAIN, {
        ("mayor", "alma-reyes"): ""}), writing={("mayor", "write-in-0"): "ADA MOREL"},
        reasons=("unmarked-write-in",)),
    Sheet("good-write-in", with_marks(LINDENFELD_OTHER, {
        ("mayor", "otto-lind"): "", ("mayor", "write-in-0"): "filled",
        ("school-board", "write-in-1"): "cross"}),
        writing={("mayor", "write-in-0"): "VERA TOLD", ("school-board", "write-in-1"): "LEON"},
        note="marked write-ins: counted, their names are for a person to read"),
    Sheet("review-oval-missing", LINDENFELD_PLAIN,
          look={"unprinted_names": (("mayor", "otto-lind"),)}, reasons=("outline",)),
    Sheet("refused-torn-side", LINDENFELD_PLAIN, tears=(("front", TORN_SIDE),),
          note="thirty bars of the left side are gone"),
    Sheet("refused-torn-top", LINDENFELD_PLAIN, tears=(("back", TORN_TOP),),
          note="the upper row of bars is gone"),
    Sheet("refused-mirrored", LINDENFELD_PLAIN, scan={"mirror": True},
          reasons=("refused-mirrored",)),
    Sheet("refused-other-card", LINDENFELD_PLAIN, variant="other-card",
          reasons=("refused-identity",), note="card number 9, which the definition doesn't have"),
    Sheet("refused-other-layout", LINDENFELD_PLAIN, variant="moved",
          reasons=("refused-layout",), note="right code, but the back is printed a row lower"),
    Sheet("refused-no-grid", {}, variant="letter", reasons=(),
          note="a page of text"),
]

HARBOR_PLAIN = votes(county_executive="beatriz-lowell", treasurer="noel-petrie",
                     county_commission=["edda-ruiz", "iris-quill", "katya-wynn"],
                     coroner="olive-strand", surveyor="sofia-thorne",
                     water_board=["una-kessler", "willem-ode"], measure_a="measure-a-yes",
                     harbor_master="yusuf-gale",
                     school_committee=["arne-bishop", "belle-costa", "esme-foley", "finn-garcia"],
                     measure_b="measure-b-no", measure_c="measure-c-yes")
HARBOR_STROKES = {
    ("county-executive", "cyrus-okafor"): "check", ("treasurer", "mina-corbett"): "cross",
    ("county-commission", "farid-holm"): "slash", ("coroner", "piotr-vance"): "scribble",
    ("surveyor", "tariq-bell"): "line", ("water-board", "vera-lomax"): "pencil",
    ("measure-a", "measure-a-no"): "cross", ("harbor-master", "zelda-marsh"): "filled",
    ("school-committee", "conor-daly"): "check", ("measure-b", "measure-b-yes"): "slash",
    ("measure-c", "measure-c-no"): "scribble",
}

HARBOR = [
    Sheet("good-filled", HARBOR_PLAIN),
    Sheet("good-strokes", HARBOR_STROKES, scan={"skew": -1.0, "surround": 1.0}, back_first=True,
          note="backs first, turned by -1 degree"),
    Sheet("good-turned", HARBOR_PLAIN, scan={"turned": True, "surround": 0.1}),
    Sheet("good-one-code", HARBOR_STROKES, look={"no_code": ("front",)},
          note="the fronts' codes are not printed: taken from the backs"),
    Sheet("review-overvote", with_marks(HARBOR_PLAIN, {
        ("county-executive", "delia-munro"): "filled", ("measure-c", "measure-c-no"): "cross"}),
        reasons=("overvote",)),
    Sheet("refused-other-election", HARBOR_PLAIN, variant="other-day",
          reasons=("refused-identity",)),
    Sheet("refused-no-code", HARBOR_PLAIN, look={"no_code": ("front", "back")},
          reasons=("refused-no-identity",)),
]
