# SPDX-License-Identifier: Apache-2.0
"""Words that the code must not hold. Deviations stand in DEVIATIONS with their reason; the same list
is in docs/certification.md."""
import re
import sys

import source

CODE = (".c", ".h", ".cpp")
CALL = r"(?<![\w.>])({})\s*\("

# (what, trees, pattern, why)
RULES = [
    ("goto", ("src", "tools"), r"\bgoto\b", "no goto"),
    ("setjmp", ("src", "tools"), r"\b(sig)?(set|long)jmp\b", "no setjmp"),
    ("unbounded", ("src", "tools", "tests"),
     CALL.format("atoi|atol|atoll|atof|strcpy|strcat|stpcpy|sprintf|vsprintf|strtok|gets|alloca"),
     "unbounded, or without a way to see an error"),
    ("hidden state", ("src", "tools"),
     CALL.format("rand|srand|random|srandom|drand48|lrand48|localtime|gmtime|ctime|asctime|strerror_l"
                 "|setlocale|putenv|setenv"), "hidden state, not the same everywhere"),
    ("clock", ("src",), CALL.format("time|clock|clock_gettime|gettimeofday|timespec_get"),
     "interpreting reads no clock"),
    ("shell", ("src", "tools"), CALL.format("system|popen|execl|execv|execvp|execlp"),
     "starts no other program"),
    ("printing", ("src",), r"\b(stdout|stderr)\b|" + CALL.format("printf|vprintf|puts|putchar|perror"),
     "the library never prints"),
    ("ending", ("src",), CALL.format("exit|_exit|quick_exit|_Exit"), "the library never ends the program"),
    ("libm", ("src",), CALL.format(r"(?:sin|cos|tan|asin|acos|atan|atan2|sinh|cosh|tanh|exp|exp2|expm1"
                                   r"|log|log2|log10|log1p|pow|cbrt|hypot|tgamma|lgamma|erf)[fl]?"),
     "differs between machines in the last bit"),
    ("typedef", ("src", "include", "tools"), r"\btypedef\s+(struct|enum|union)\b",
     "structs, enums and unions go by their names"),
    ("vla", ("src",), r"#\s*pragma\s+GCC\s+diagnostic\s+ignored", "warnings are cured, not hidden"),
]
# path: {rule: reason}
DEVIATIONS = {
    "src/page/escape.c": {"setjmp": "libjpeg and libpng leave a failed call by longjmp alone"},
    "src/page/escape.h": {"setjmp": "the word in its comment and include"},
}
MAX_LINES = 700

# Written in pieces, so that this file does not find itself.
MACHINE = re.compile(r"/(?:wo" r"rk|ho" r"me/\w+|ro" r"ot|Us" r"ers)/\w")
LICENCE = "SPDX-License" "-Identifier: Apache-2.0"
WITH_LICENCE_LINE = (".c", ".h", ".cpp", ".py", ".sh", ".in")
BINARY = re.compile(r"\.(png|tif|tiff|jpg|jpeg|gz|pnm|pgm|pbm)$|tests/fuzz/seeds/")


def words(path, text):
    faults = []
    plain = source.bare(text)
    for what, trees, pattern, why in RULES:
        if path.split("/")[0] not in trees or what in DEVIATIONS.get(path, {}):
            continue
        for match in re.finditer(pattern, plain):
            faults.append(f"{path}:{source.line_of(plain, match.start())}: "
                          f"{match.group(0).strip()}: {why}")
    return faults


def lines(path, text):
    faults = []
    for number, line in enumerate(text.split("\n"), 1):
        if MACHINE.search(line):
            faults.append(f"{path}:{number}: names a folder of one machine")
        if line.rstrip() != line and not path.endswith((".md", ".csv")):
            faults.append(f"{path}:{number}: blanks at the end of the line")
        if any(ord(c) < 32 and c != "\t" or c in "\u200b\u200e\u200f\u202a\u202b\u202d\u202e\ufeff"
               for c in line):
            faults.append(f"{path}:{number}: an invisible character")
    if path.endswith(WITH_LICENCE_LINE) and text:
        if LICENCE not in "".join(text.split("\n")[:2]):
            faults.append(f"{path}:1: the first line must hold {LICENCE}")
    if path.startswith(("src/", "tools/")) and text.count("\n") > MAX_LINES:
        faults.append(f"{path}: {text.count(chr(10))} lines; a file of one purpose has fewer than "
                      f"{MAX_LINES}")
    return faults


def check(root):
    faults = []
    for path in source.tracked(root):
        if BINARY.search(path) or path.startswith(("testdata/sheets", "testdata/elections")):
            continue
        text = source.read(root, path)
        faults += lines(path, text)
        if path.endswith(CODE):
            faults += words(path, text)
    return source.finish(faults, "words")


def self_test():
    wrong = ["goto end;", "x = setjmp(b);", "int n = atoi(s);", "time(NULL);", "printf(\"a\");",
             "fprintf(stderr, \"a\");", "y = atan2 (a, b);", "y = sinf(a);", "typedef struct a b;",
             "rand();", "localtime(&t);", "exit(1);", "strtok(a, b);"]
    right = ["/* goto */ int time_ms;", "const char *s = \"goto rand()\";", "fprintf(stream, \"a\");",
             "y = sqrt(a) + floor(b) + rint(c);", "page->time(1);", "snprintf(a, 1, \"b\");",
             "int cosine(int a);", "ovalis_text_format(&t, \"sprintf(\");"]
    for text in wrong:
        assert words("src/page/a.c", text), text
    for text in right:
        assert not words("src/page/a.c", text), text
    head = f"/* {LICENCE} */\n"
    assert lines("src/a.c", "int a;\n") and not lines("src/a.c", head + "int a;\n")
    assert lines("src/a.c", head + "int a; \n") and lines("a.md", "see /ho" "me/somebody/x")
    assert lines("src/a.c", head + "int a;\n" * 800) and lines("src/a.c", head + "\u200b")


if __name__ == "__main__":
    sys.exit(source.main(check, self_test))
