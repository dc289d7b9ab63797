# SPDX-License-Identifier: Apache-2.0
"""Lengths of functions: at most half over 25 lines, at most 5 % over 60, none over 180, in each of
the trees src/ and tools/. A function is counted from the line of its name's declaration to its last
brace, both included."""
import re
import sys

import source

TREES = ("src", "tools")
SHARES = ((25, 0.50), (60, 0.05), (180, 0.0))
NAME = re.compile(r"([A-Za-z_]\w*)\s*\(")
TRANSPARENT = re.compile(r"(extern\s*\"\s*C?\s*\"|\bnamespace\b[\w\s:]*)\s*$")
NOT_FUNCTIONS = {"if", "for", "while", "switch", "return", "sizeof", "__attribute__"}


def opening(text, brace):
    """What stands before a brace of the outermost level, back to the end of the last thing."""
    start = max(text.rfind(";", 0, brace), text.rfind("}", 0, brace), text.rfind("{", 0, brace))
    return start + 1, text[start + 1:brace]


def function_name(head):
    """The name that the head declares when it is a function's, else None."""
    plain = re.sub(r"__attribute__\s*\(\(.*?\)\)", " ", head, flags=re.S)
    if "=" in plain or not plain.rstrip().endswith((")", "const", "noexcept", "override")):
        return None
    names = [m.group(1) for m in NAME.finditer(plain) if m.group(1) not in NOT_FUNCTIONS]
    return names[0] if names else None


def closing(text, brace):
    depth = 0
    for place in range(brace, len(text)):
        if text[place] == "{":
            depth += 1
        elif text[place] == "}":
            depth -= 1
            if depth == 0:
                return place
    raise ValueError("a brace is never closed")


def functions(text):
    """(name, first line, lines) of every function defined in C or simple C++ text."""
    text = source.without_directives(source.bare(text))
    found = []
    place = text.find("{")
    while place != -1:
        start, head = opening(text, place)
        name = function_name(head)
        if TRANSPARENT.search(head):
            place = text.find("{", place + 1)
            continue
        end = closing(text, place)
        if name:
            first = source.line_of(text, start + len(head) - len(head.lstrip()))
            found.append((name, first, source.line_of(text, end) - first + 1))
        place = text.find("{", end)
    return found


def shares(lengths):
    """Faults of one tree, and its figures as one line."""
    faults, figures = [], []
    for limit, share in SHARES:
        over = sum(1 for length in lengths if length > limit)
        figures.append(f"{100.0 * over / len(lengths):.1f} % over {limit}")
        if over > share * len(lengths):
            faults.append(f"{over} of {len(lengths)} functions have more than {limit} lines; "
                          f"{share:.0%} may")
    return faults, ", ".join(figures)


def check(root):
    faults = []
    for tree in TREES:
        found = []
        for path in source.files(root, [tree], (".c", ".h", ".cpp")):
            try:
                found += [(length, f"{path}:{line}: {name}")
                          for name, line, length in functions(source.read(root, path))]
            except ValueError as why:
                faults.append(f"{path}: {why}")
        if not found:
            continue
        tree_faults, figures = shares([length for length, _ in found])
        faults += [f"{tree}: {fault}" for fault in tree_faults]
        print(f"{tree}: {len(found)} functions, longest {max(found)[0]} lines; {figures}")
        for length, place in sorted(found, reverse=True)[:10]:
            if length > SHARES[1][0]:
                print(f"  {length:4d} lines  {place}")
    return source.finish(faults, "function lengths")


SAMPLE = '''
/* int not_me(void) { */
#define ALSO_NOT(x) \\
    do { x } while (0)
static const struct { int a; } table[] = {{1}, {2}};
enum e { A, B };
struct s {
    int (*call)(int);
};
static int
one(int a)
{
    const char *text = "}{";
    return a > 0 ? '{' : text[0];
}

int two(void) __attribute__((noinline));
int two(void)
{
    struct s x = {0};
    if (x.call) {
        for (;;) {
        }
    }
    return 0;
}
extern "C" {
int three(int (*f)(void))
{
    return f();
}
}
'''


def self_test():
    assert functions(SAMPLE) == [("one", 10, 6), ("two", 18, 9), ("three", 28, 4)], \
        functions(SAMPLE)
    body = "int f(void)\n{\n" + "    ;\n" * 200 + "}\n"
    assert functions(body)[0][2] == 203
    assert len(shares([203])[0]) == 3
    assert not shares([10] * 19 + [61])[0] and shares([10] * 18 + [61] * 1)[0]
    assert shares([26, 26, 10])[0] and not shares([26, 10])[0]
    try:
        functions("int f(void)\n{\n")
    except ValueError:
        return
    raise AssertionError("an open brace was not seen")


if __name__ == "__main__":
    sys.exit(source.main(check, self_test))
