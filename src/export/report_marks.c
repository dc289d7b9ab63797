/* SPDX-License-Identifier: Apache-2.0 */
/* Which marks the report shows, and how. */
#include "export/report.h"

#include <string.h>

#include "base/diag.h"

/* ---- what is kept ---- */

/* At most about 2000 pictures of 5 kB in a page, whatever the election: the fewer options, the more
 * for each. Order of enum ovalis_kept_kind. */
static const struct {
    size_t options;
    size_t slots[OVALIS_KEPT_KINDS];
} plans[] = {{120, {4, 6, 6, 2}}, {400, {1, 2, 2, 0}}, {SIZE_MAX, {0, 1, 1, 0}}};

enum ovalis_status ovalis_kept_open(struct ovalis_kept *kept,
                                    const struct ovalis_election *election, struct ovalis_diag *why)
{
    size_t plan = 0;

    kept->election = election;
    kept->first = ovalis_allocate(election->contest_count, sizeof *kept->first);
    for (size_t i = 0; kept->first && i < election->contest_count; i++) {
        kept->first[i] = kept->option_count;
        kept->option_count += election->contests[i].option_count;
    }
    kept->options = ovalis_allocate(kept->option_count, sizeof *kept->options);
    if (!kept->first || !kept->options)
        return ovalis_fail(why, OVALIS_ERR_MEMORY, "report.html: out of memory");
    while (kept->option_count > plans[plan].options)
        plan++;
    memcpy(kept->slots, plans[plan].slots, sizeof kept->slots);
    return OVALIS_OK;
}

static void release_mark(struct ovalis_kept_mark *mark)
{
    ovalis_release(&mark->sheet);
    ovalis_release(&mark->png);
}

void ovalis_kept_release(struct ovalis_kept *kept)
{
    for (size_t i = 0; kept->options && i < kept->option_count; i++) {
        for (int kind = 0; kind < OVALIS_KEPT_KINDS; kind++) {
            for (size_t k = 0; k < kept->options[i].counts[kind]; k++)
                release_mark(&kept->options[i].marks[kind][k]);
        }
    }
    ovalis_release(&kept->options);
    ovalis_release(&kept->first);
    *kept = (struct ovalis_kept){0};
}

static struct ovalis_kept_option *option_of(const struct ovalis_kept *kept,
                                            const struct ovalis_record *record, size_t index)
{
    const struct ovalis_target *target = record->reading.targets[index];

    return &kept->options[kept->first[target->contest] + target->option];
}

static struct ovalis_kept_mark key_of(const struct ovalis_record *record, size_t index)
{
    const struct ovalis_mark *mark = &record->reading.marks[index];
    struct ovalis_kept_mark key = {.fill = mark->measures.fill,
                                   .darkness = mark->measures.max_darkness,
                                   .flags = mark->flags,
                                   .index = index,
                                   .side = record->reading.targets[index]->side};

    memcpy(key.id, record->id, sizeof key.id);
    return key;
}

/* Does a come before b in a list of this kind? Total: the id and the place break ties. */
static bool comes_before(const struct ovalis_kept_mark *a, const struct ovalis_kept_mark *b,
                         enum ovalis_kept_kind kind)
{
    int by_id = strcmp(a->id, b->id);

    if (kind == OVALIS_KEPT_UNMARKED && (a->flags != 0) != (b->flags != 0))
        return a->flags != 0; /* something was seen there */
    if (a->fill < b->fill || a->fill > b->fill)
        return (a->fill < b->fill) == (kind == OVALIS_KEPT_WEAK);
    if (a->darkness < b->darkness || a->darkness > b->darkness)
        return (a->darkness < b->darkness) == (kind == OVALIS_KEPT_WEAK);
    return by_id ? by_id < 0 : a->index < b->index;
}

static bool belongs(enum ovalis_mark_state state, enum ovalis_kept_kind kind)
{
    switch (kind) {
    case OVALIS_KEPT_UNMARKED:
        return state == OVALIS_UNMARKED;
    case OVALIS_KEPT_MARGINAL:
        return state == OVALIS_MARGINAL;
    case OVALIS_KEPT_WEAK:
    case OVALIS_KEPT_STRONG:
        return state == OVALIS_MARKED;
    case OVALIS_KEPT_KINDS:
        break;
    }
    return false;
}

/* Where the mark would stand in the list; the list's bound when it has no place. */
static size_t rank_in(const struct ovalis_kept *kept, const struct ovalis_kept_option *option,
                      const struct ovalis_kept_mark *key, enum ovalis_kept_kind kind)
{
    size_t rank = option->counts[kind];

    while (rank > 0 && comes_before(key, &option->marks[kind][rank - 1], kind))
        rank--;
    return rank < kept->slots[kind] ? rank : kept->slots[kind];
}

bool ovalis_kept_wants(const struct ovalis_kept *kept, const struct ovalis_record *record,
                       size_t index)
{
    const struct ovalis_kept_option *option = option_of(kept, record, index);
    struct ovalis_kept_mark key = key_of(record, index);

    for (int kind = 0; kind < OVALIS_KEPT_KINDS; kind++) {
        if (belongs(record->reading.marks[index].state, (enum ovalis_kept_kind)kind) &&
            rank_in(kept, option, &key, (enum ovalis_kept_kind)kind) < kept->slots[kind])
            return true;
    }
    return false;
}

void ovalis_kept_count(struct ovalis_kept *kept, const struct ovalis_record *record)
{
    for (size_t i = 0; i < record->reading.target_count; i++)
        option_of(kept, record, i)->seen[record->reading.marks[i].state]++;
}

static enum ovalis_status insert(struct ovalis_kept_mark *list, size_t *count, size_t slots,
                                 size_t rank, const struct ovalis_kept_mark *key, const char *sheet,
                                 struct ovalis_report_picture picture, struct ovalis_diag *why)
{
    struct ovalis_kept_mark own = *key;

    own.sheet = ovalis_copy_text(sheet);
    own.png = ovalis_allocate(picture.size, 1);
    own.png_size = picture.size;
    if (!own.sheet || !own.png) {
        release_mark(&own);
        return ovalis_fail(why, OVALIS_ERR_MEMORY, "report.html: out of memory");
    }
    if (picture.size > 0)
        memcpy(own.png, picture.png, picture.size);
    if (*count == slots)
        release_mark(&list[--*count]);
    memmove(list + rank + 1, list + rank, (*count - rank) * sizeof *list);
    list[rank] = own;
    ++*count;
    return OVALIS_OK;
}

enum ovalis_status ovalis_kept_add(struct ovalis_kept *kept, const struct ovalis_record *record,
                                   const struct ovalis_report_mark *mark, struct ovalis_diag *why)
{
    struct ovalis_kept_option *option = option_of(kept, record, mark->index);
    struct ovalis_kept_mark key = key_of(record, mark->index);
    enum ovalis_status status = OVALIS_OK;

    for (int i = 0; i < OVALIS_KEPT_KINDS && status == OVALIS_OK; i++) {
        enum ovalis_kept_kind kind = (enum ovalis_kept_kind)i;
        size_t rank = rank_in(kept, option, &key, kind);

        if (belongs(record->reading.marks[mark->index].state, kind) && rank < kept->slots[kind])
            status = insert(option->marks[kind], &option->counts[kind], kept->slots[kind], rank,
                            &key, record->sheet, mark->picture, why);
    }
    return status;
}

/* ---- how it is shown ---- */

static const char *const state_of_kind[OVALIS_KEPT_KINDS] = {"unmarked", "marginal", "marked",
                                                             "marked"};

static void write_mark(struct ovalis_text *out, const struct ovalis_kept_mark *mark,
                       const char *state)
{
    ovalis_text_format(out, "<figure class=\"mark %s\">", state);
    ovalis_report_add_image(out, mark->png, mark->png_size, state);
    ovalis_text_add(out, "<figcaption><b>");
    ovalis_text_decimal(out, mark->fill * 100, 1);
    ovalis_text_add(out, " %</b> ");
    if (mark->flags) {
        ovalis_text_add(out, "<i>");
        ovalis_text_bits(out, mark->flags, ovalis_mark_flag_name);
        ovalis_text_add(out, "</i> ");
    }
    ovalis_text_add(out, "<span>");
    ovalis_text_html(out, mark->sheet);
    ovalis_text_format(out, " %s</span></figcaption></figure>\n", ovalis_side_name(mark->side));
}

static bool is_in(const struct ovalis_kept_option *option, const struct ovalis_kept_mark *mark,
                  enum ovalis_kept_kind kind)
{
    for (size_t i = 0; i < option->counts[kind]; i++) {
        const struct ovalis_kept_mark *other = &option->marks[kind][i];

        if (other->index == mark->index && strcmp(other->id, mark->id) == 0)
            return true;
    }
    return false;
}

/* Least evidence first over the whole row: unmarked, marginal, marked. Lists that hold the most
 * first are read from their end. A mark that is both among the weakest and the strongest of a few
 * is shown once. */
static void write_kind(struct ovalis_text *out, const struct ovalis_kept_option *option,
                       enum ovalis_kept_kind kind)
{
    size_t count = option->counts[kind];

    for (size_t i = 0; i < count; i++) {
        size_t at = kind == OVALIS_KEPT_WEAK ? i : count - 1 - i;
        const struct ovalis_kept_mark *mark = &option->marks[kind][at];

        if (kind != OVALIS_KEPT_STRONG || !is_in(option, mark, OVALIS_KEPT_WEAK))
            write_mark(out, mark, state_of_kind[kind]);
    }
}

static size_t shown_of(const struct ovalis_kept_option *option, enum ovalis_mark_state state)
{
    size_t shown = 0;

    for (int i = 0; i < OVALIS_KEPT_KINDS; i++) {
        enum ovalis_kept_kind kind = (enum ovalis_kept_kind)i;

        if (!belongs(state, kind))
            continue;
        for (size_t k = 0; k < option->counts[kind]; k++)
            shown += kind != OVALIS_KEPT_STRONG ||
                     !is_in(option, &option->marks[kind][k], OVALIS_KEPT_WEAK);
    }
    return shown;
}

static void write_counts(struct ovalis_text *out, const struct ovalis_kept_option *option)
{
    const char *between = "showing ";

    for (int state = OVALIS_MARKED; state >= OVALIS_UNMARKED; state--) {
        if (option->seen[state] == 0)
            continue;
        ovalis_text_add(out, between);
        ovalis_text_number(out, shown_of(option, (enum ovalis_mark_state)state));
        ovalis_text_add(out, " of ");
        ovalis_report_add_count(out, option->seen[state]);
        ovalis_text_format(out, " %s", ovalis_mark_state_name((enum ovalis_mark_state)state));
        between = ", ";
    }
}

void ovalis_kept_write(struct ovalis_text *out, const struct ovalis_kept *kept, size_t contest)
{
    const struct ovalis_contest *definition = &kept->election->contests[contest];

    for (size_t i = 0; i < definition->option_count; i++) {
        const struct ovalis_kept_option *option = &kept->options[kept->first[contest] + i];

        if (option->seen[0] + option->seen[1] + option->seen[2] == 0)
            continue;
        ovalis_text_add(out, "<div class=\"option\"><h4>");
        ovalis_report_add_option(out, definition, i);
        ovalis_text_add(out, " <small>");
        write_counts(out, option);
        ovalis_text_add(out, "</small></h4><div class=\"marks\">\n");
        for (int kind = 0; kind < OVALIS_KEPT_KINDS; kind++)
            write_kind(out, option, (enum ovalis_kept_kind)kind);
        ovalis_text_add(out, "</div></div>\n");
    }
}
