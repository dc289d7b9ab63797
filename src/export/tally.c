/* SPDX-License-Identifier: Apache-2.0 */
/* Totals, always the sum of records, and tally.csv. */
#include "export/export.h"

#include "base/diag.h"
#include "base/file.h"
#include "base/memory.h"
#include "export/format.h"

struct contest_sum {
    unsigned long long ballots, overvotes, undervotes, write_ins, pending;
    unsigned long long *votes; /* by option */
    unsigned long long *open;  /* by option: marks in contests that are pending */
};

struct ovalis_tally {
    const struct ovalis_election *election;
    struct contest_sum *contests;
};

static bool allocate_sums(struct ovalis_tally *tally)
{
    const struct ovalis_election *election = tally->election;

    tally->contests = ovalis_allocate(election->contest_count, sizeof *tally->contests);
    if (!tally->contests)
        return false;
    for (size_t i = 0; i < election->contest_count; i++) {
        struct contest_sum *sum = &tally->contests[i];

        sum->votes = ovalis_allocate(election->contests[i].option_count, sizeof *sum->votes);
        sum->open = ovalis_allocate(election->contests[i].option_count, sizeof *sum->open);
        if (!sum->votes || !sum->open)
            return false;
    }
    return true;
}

enum ovalis_status ovalis_tally_new(struct ovalis_tally **out,
                                    const struct ovalis_election *election, struct ovalis_diag *why)
{
    *out = ovalis_allocate(1, sizeof **out);
    if (*out)
        (*out)->election = election;
    if (!*out || !allocate_sums(*out)) {
        ovalis_tally_free(out);
        return ovalis_fail(why, OVALIS_ERR_MEMORY, "tally: out of memory");
    }
    return OVALIS_OK;
}

static void add_options(struct contest_sum *sum, const struct ovalis_contest *contest,
                        const struct ovalis_contest_result *result)
{
    for (size_t i = 0; i < result->option_count; i++) {
        enum ovalis_option_decision decision = result->options[i].decision;
        bool held = decision == OVALIS_OPTION_PENDING;

        if (result->pending) {
            sum->open[i] += held;
            continue;
        }
        sum->votes[i] += held || decision == OVALIS_OPTION_VOTE;
        sum->write_ins += held && contest->options[i].write_in;
    }
}

void ovalis_tally_add(struct ovalis_tally *tally, const struct ovalis_record *record)
{
    if (record->outcome == OVALIS_REFUSED || !record->has_reading)
        return;
    for (size_t i = 0; i < record->interpretation.contest_count; i++) {
        const struct ovalis_contest_result *result = &record->interpretation.contests[i];
        struct contest_sum *sum = &tally->contests[result->contest];

        if (result->out_of_party && !result->pending)
            continue;
        sum->ballots++;
        sum->pending += result->pending;
        sum->overvotes += (unsigned long long)result->overvotes;
        sum->undervotes += (unsigned long long)result->undervotes;
        add_options(sum, &tally->election->contests[result->contest], result);
    }
}

struct ovalis_contest_total ovalis_tally_contest(const struct ovalis_tally *tally, size_t contest)
{
    const struct contest_sum *sum = &tally->contests[contest];

    return (struct ovalis_contest_total){
        .ballots = sum->ballots,
        .overvotes = sum->overvotes,
        .undervotes = sum->undervotes,
        .write_ins = sum->write_ins,
        .pending = sum->pending,
        .votes = sum->votes,
        .open = sum->open,
    };
}

static void add_contest(struct ovalis_text *out, const struct ovalis_contest *contest,
                        const struct contest_sum *sum)
{
    for (size_t i = 0; i < contest->option_count; i++) {
        const unsigned long long numbers[] = {sum->votes[i],   sum->ballots,   sum->overvotes,
                                              sum->undervotes, sum->write_ins, sum->pending,
                                              sum->open[i]};

        ovalis_text_csv(out, contest->id);
        ovalis_text_add(out, ",");
        ovalis_text_csv(out, contest->options[i].id);
        for (size_t k = 0; k < sizeof numbers / sizeof *numbers; k++) {
            ovalis_text_add(out, ",");
            ovalis_text_number(out, numbers[k]);
        }
        ovalis_text_add(out, ",");
        ovalis_text_csv(out, contest->title);
        ovalis_text_add(out, ",");
        ovalis_text_csv(out, contest->options[i].name);
        ovalis_text_add(out, "\n");
    }
}

enum ovalis_status ovalis_tally_write(const struct ovalis_tally *tally, const char *out_dir,
                                      struct ovalis_diag *why)
{
    OVALIS_OWNED(ovalis_text_release) struct ovalis_text path = {0};
    OVALIS_OWNED(ovalis_text_release) struct ovalis_text lines = {0};

    ovalis_text_format(&path, "%s/tally.csv", out_dir);
    ovalis_text_add(&lines, "contest,option,votes,ballots,overvotes,undervotes,write-ins,pending,"
                            "option-pending,contest-title,option-name\n");
    for (size_t i = 0; i < tally->election->contest_count; i++)
        add_contest(&lines, &tally->election->contests[i], &tally->contests[i]);
    if (path.failed || lines.failed)
        return ovalis_fail(why, OVALIS_ERR_MEMORY, "tally.csv: out of memory");
    return ovalis_file_write(path.bytes, lines.bytes, lines.length, why);
}

void ovalis_tally_free(struct ovalis_tally **tally)
{
    if (!*tally)
        return;
    for (size_t i = 0; (*tally)->contests && i < (*tally)->election->contest_count; i++) {
        ovalis_release(&(*tally)->contests[i].votes);
        ovalis_release(&(*tally)->contests[i].open);
    }
    ovalis_release(&(*tally)->contests);
    ovalis_release(tally);
}
