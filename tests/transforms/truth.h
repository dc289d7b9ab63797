/* SPDX-License-Identifier: Apache-2.0 */
/* truth.csv: what a person, or the printer, says of every oval. */
#ifndef OVALIS_TESTS_TRUTH_H
#define OVALIS_TESTS_TRUTH_H

#include <stdbool.h>
#include <stddef.h>

enum truth_value { TRUTH_BLANK, TRUTH_MARK, TRUTH_AMBIGUOUS };

struct truth_row {
    char *sheet; /* as the program names it */
    char *side, *contest, *option;
    double column, row;
    enum truth_value value;
};

struct truth {
    struct truth_row *rows;
    size_t count;
};

/* Columns are found by their names; a file with `image` and `sheet` has one run of sheets for each
 * image ("image#sheet"). Rows of another election than `election` (NULL: no such column) are left
 * out. false, with words on stderr, when the file is not such a table. */
bool truth_read(struct truth *truth, const char *path, const char *election);
void truth_release(struct truth *truth);

/* The row of one oval; NULL when there is none. */
const struct truth_row *truth_find(const struct truth *truth, const char *sheet, const char *side,
                                   const char *contest, const char *option, double column,
                                   double row);

#endif
