/* SPDX-License-Identifier: Apache-2.0 */
#include "truth.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

#define FIELDS_MAX 16
#define LINE_SIZE  1024

/* Cut one line into fields in place; quotes around a field go. -1 when it is not such a line. */
static int split(char *line, char *fields[FIELDS_MAX])
{
    char *place = line;

    line[strcspn(line, "\r\n")] = '\0';
    for (int count = 0; count < FIELDS_MAX;) {
        bool quoted = *place == '"';
        char *end = quoted ? strchr(place + 1, '"') : place + strcspn(place, ",");
        char *next = end ? end + quoted : NULL;
        bool last = next && *next != ',';

        if (!end)
            return -1;
        *end = '\0';
        fields[count++] = place + quoted;
        if (last)
            return count;
        place = next + 1;
    }
    return -1;
}

enum column {
    COLUMN_ELECTION,
    COLUMN_IMAGE,
    COLUMN_SHEET,
    COLUMN_SIDE,
    COLUMN_CONTEST,
    COLUMN_OPTION,
    COLUMN_X,
    COLUMN_Y,
    COLUMN_TRUTH,
    COLUMNS
};

struct table {
    int at[COLUMNS]; /* field of each column, -1 when the file has none */
    int fields;
};

static const struct {
    const char *name;
    enum column column;
} names[] = {
    {"election", COLUMN_ELECTION},
    {"image", COLUMN_IMAGE},
    {"sheet", COLUMN_SHEET},
    {"side", COLUMN_SIDE},
    {"contest", COLUMN_CONTEST},
    {"option", COLUMN_OPTION},
    {"column", COLUMN_X},
    {"x", COLUMN_X},
    {"row", COLUMN_Y},
    {"y", COLUMN_Y},
    {"truth", COLUMN_TRUTH},
};

static bool read_head(struct table *table, char *line)
{
    char *fields[FIELDS_MAX];

    for (int k = 0; k < COLUMNS; k++)
        table->at[k] = -1;
    table->fields = split(line, fields);
    for (int k = 0; k < table->fields; k++)
        for (size_t n = 0; n < sizeof names / sizeof *names; n++)
            if (strcmp(fields[k], names[n].name) == 0)
                table->at[names[n].column] = k;
    for (int k = COLUMN_SHEET; k < COLUMNS; k++)
        if (table->at[k] < 0)
            return false;
    return true;
}

static bool read_value(enum truth_value *value, const char *word)
{
    static const char *const words[] = {"blank", "mark", "ambiguous"};

    for (int k = 0; k < 3; k++)
        if (strcmp(word, words[k]) == 0) {
            *value = (enum truth_value)k;
            return true;
        }
    return false;
}

static bool take_row(struct truth_row *row, const struct table *table, char *fields[FIELDS_MAX])
{
    char name[LINE_SIZE];
    const char *image = table->at[COLUMN_IMAGE] >= 0 ? fields[table->at[COLUMN_IMAGE]] : NULL;

    snprintf(name, sizeof name, "%s%s%s", image ? image : "", image ? "#" : "",
             fields[table->at[COLUMN_SHEET]]);
    row->sheet = ovalis_copy_text(name);
    row->side = ovalis_copy_text(fields[table->at[COLUMN_SIDE]]);
    row->contest = ovalis_copy_text(fields[table->at[COLUMN_CONTEST]]);
    row->option = ovalis_copy_text(fields[table->at[COLUMN_OPTION]]);
    row->column = strtod(fields[table->at[COLUMN_X]], NULL);
    row->row = strtod(fields[table->at[COLUMN_Y]], NULL);
    return row->sheet && row->side && row->contest && row->option &&
           read_value(&row->value, fields[table->at[COLUMN_TRUTH]]);
}

static bool read_rows(struct truth *truth, FILE *stream, const char *election)
{
    char line[LINE_SIZE], *fields[FIELDS_MAX];
    struct table table;
    size_t capacity = 0;

    if (!fgets(line, sizeof line, stream) || !read_head(&table, line))
        return false;
    if (election && table.at[COLUMN_ELECTION] < 0)
        return false;
    while (fgets(line, sizeof line, stream)) {
        if (split(line, fields) != table.fields)
            return false;
        if (election && strcmp(fields[table.at[COLUMN_ELECTION]], election) != 0)
            continue;
        if (!ovalis_grow(&truth->rows, &capacity, truth->count + 1, sizeof *truth->rows) ||
            !take_row(&truth->rows[truth->count++], &table, fields))
            return false;
    }
    return truth->count > 0;
}

bool truth_read(struct truth *truth, const char *path, const char *election)
{
    FILE *stream = fopen(path, "r");
    bool good;

    *truth = (struct truth){0};
    good = stream && read_rows(truth, stream, election);
    if (stream)
        fclose(stream);
    if (!good)
        fprintf(stderr, "%s: not a table of truth (row %zu)\n", path, truth->count + 1);
    return good;
}

void truth_release(struct truth *truth)
{
    for (size_t k = 0; k < truth->count; k++) {
        free(truth->rows[k].sheet);
        free(truth->rows[k].side);
        free(truth->rows[k].contest);
        free(truth->rows[k].option);
    }
    free(truth->rows);
    *truth = (struct truth){0};
}

const struct truth_row *truth_find(const struct truth *truth, const char *sheet, const char *side,
                                   const char *contest, const char *option, double column,
                                   double row)
{
    for (size_t k = 0; k < truth->count; k++) {
        const struct truth_row *have = &truth->rows[k];

        if (fabs(have->column - column) < 0.01 && fabs(have->row - row) < 0.01 &&
            strcmp(have->sheet, sheet) == 0 && strcmp(have->side, side) == 0 &&
            strcmp(have->contest, contest) == 0 && strcmp(have->option, option) == 0)
            return have;
    }
    return NULL;
}
