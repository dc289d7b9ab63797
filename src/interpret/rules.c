/* SPDX-License-Identifier: Apache-2.0 */
/* Rules that reach over several contests of a sheet: open primaries and straight-party votes. */
#include "interpret/contest.h"

static const struct ovalis_contest *contest_of(const struct ovalis_rules *rules,
                                               const struct ovalis_contest_result *result)
{
    return &rules->election->contests[result->contest];
}

/* ---- open primaries ---- */

enum taking_part { NO_MARKS, ONLY_DOUBTFUL_MARKS, SURE_MARKS };

static enum taking_part part_in(const struct ovalis_contest_result *result)
{
    if (result->marks > 0)
        return SURE_MARKS;
    return ovalis_contest_possible(result) > 0 ? ONLY_DOUBTFUL_MARKS : NO_MARKS;
}

/* Marks of any kind in contests of two parties or more, or OVALIS_NONE and the one party. */
static bool parties_differ(const struct ovalis_interpretation *sheet,
                           const struct ovalis_rules *rules, size_t *party)
{
    *party = OVALIS_NONE;
    for (size_t i = 0; i < sheet->contest_count; i++) {
        const struct ovalis_contest_result *result = &sheet->contests[i];
        size_t this_party = contest_of(rules, result)->party;

        if (this_party == OVALIS_NONE || part_in(result) == NO_MARKS)
            continue;
        if (*party != OVALIS_NONE && *party != this_party)
            return true;
        *party = this_party;
    }
    return false;
}

void ovalis_rules_crossover(struct ovalis_interpretation *sheet, const struct ovalis_rules *rules)
{
    bool crossed;
    size_t party;

    if (rules->election->type != OVALIS_ELECTION_OPEN_PRIMARY)
        return;
    crossed = parties_differ(sheet, rules, &party);
    for (size_t i = 0; i < sheet->contest_count; i++) {
        struct ovalis_contest_result *result = &sheet->contests[i];
        size_t this_party = contest_of(rules, result)->party;

        if (this_party == OVALIS_NONE)
            continue;
        /* With marks for two parties nobody but a person (or the law of the place) can say which
         * of them count: all wait. A doubtful mark alone may be the crossover, too. */
        if (crossed && part_in(result) != NO_MARKS)
            ovalis_contest_open(result, OVALIS_REVIEW_CROSSOVER);
        if (part_in(result) == NO_MARKS && (crossed || this_party != party))
            result->out_of_party = true;
    }
}

/* ---- straight party ---- */

/* Candidates of the party that have no mark of their own; their number. */
static int unmarked_of_party(const struct ovalis_contest_result *result,
                             const struct ovalis_contest *contest, size_t party)
{
    int count = 0;

    for (size_t i = 0; i < contest->option_count; i++) {
        const struct ovalis_option *option = &contest->options[i];

        if (option->write_in || result->options[i].strength != OVALIS_STRENGTH_NONE)
            continue;
        for (size_t k = 0; k < option->party_count; k++) {
            if (option->parties[k] == party) {
                count++;
                break;
            }
        }
    }
    return count;
}

/* The rule of the format (that of Michigan, R 168.773): the voter's own marks come first; a
 * straight-party vote fills the seats left over, and only when all candidates of the party who are
 * not marked fit in, for nobody can say which of them were meant otherwise. */
static bool would_fill(const struct ovalis_contest_result *result,
                       const struct ovalis_contest *contest, size_t party)
{
    int candidates = unmarked_of_party(result, contest, party);

    return candidates > 0 && candidates <= contest->votes_allowed - result->marks;
}

static bool has_party(const struct ovalis_option *option, size_t party)
{
    for (size_t i = 0; i < option->party_count; i++) {
        if (option->parties[i] == party)
            return true;
    }
    return false;
}

static void fill(struct ovalis_contest_result *result, const struct ovalis_contest *contest,
                 size_t party)
{
    for (size_t i = 0; i < contest->option_count; i++) {
        struct ovalis_option_result *option = &result->options[i];

        if (!contest->options[i].write_in && option->strength == OVALIS_STRENGTH_NONE &&
            has_party(&contest->options[i], party))
            option->generated = true;
    }
}

/* What the straight-party contest of this ballot says about others. */
struct ticket {
    bool exists;  /* on the ballot, on whatever sheet */
    bool open;    /* it may name any party: pending, or on another sheet */
    size_t party; /* the one party voted for, else OVALIS_NONE */
    const struct ovalis_contest *contest;
};

/* The one option voted for, by its party. A vote for an option without a party leaves it open. */
static void read_ticket(struct ticket *ticket, const struct ovalis_contest_result *result)
{
    ticket->open = result->pending;
    if (result->pending || result->marks != 1)
        return;
    for (size_t i = 0; i < result->option_count; i++) {
        const struct ovalis_option *option = &ticket->contest->options[i];

        if (result->options[i].strength < OVALIS_STRENGTH_UNSURE)
            continue;
        if (option->party_count == 1)
            ticket->party = option->parties[0];
        else
            ticket->open = true;
    }
}

static struct ticket find_ticket(const struct ovalis_interpretation *sheet,
                                 const struct ovalis_rules *rules)
{
    struct ticket ticket = {.party = OVALIS_NONE};
    const struct ovalis_style *style = rules->reading->style;

    for (size_t i = 0; i < style->contest_count && !ticket.exists; i++) {
        ticket.contest = &rules->election->contests[style->contests[i]];
        ticket.exists = ticket.contest->kind == OVALIS_CONTEST_STRAIGHT_PARTY;
    }
    ticket.open = ticket.exists;
    for (size_t i = 0; i < sheet->contest_count && ticket.exists; i++) {
        if (contest_of(rules, &sheet->contests[i]) == ticket.contest)
            read_ticket(&ticket, &sheet->contests[i]);
    }
    return ticket;
}

/* Could any party of the ticket fill this contest? */
static bool any_would_fill(const struct ovalis_contest_result *result,
                           const struct ovalis_contest *contest, const struct ticket *ticket)
{
    for (size_t i = 0; i < ticket->contest->option_count; i++) {
        const struct ovalis_option *option = &ticket->contest->options[i];

        for (size_t k = 0; k < option->party_count; k++) {
            if (would_fill(result, contest, option->parties[k]))
                return true;
        }
    }
    return false;
}

void ovalis_rules_straight_party(struct ovalis_interpretation *sheet,
                                 const struct ovalis_rules *rules)
{
    struct ticket ticket = find_ticket(sheet, rules);

    if (!ticket.exists)
        return;
    for (size_t i = 0; i < sheet->contest_count; i++) {
        struct ovalis_contest_result *result = &sheet->contests[i];
        const struct ovalis_contest *contest = contest_of(rules, result);

        if (!contest->straight_party_controlled || contest->kind != OVALIS_CONTEST_CANDIDATE ||
            result->pending || result->out_of_party)
            continue;
        if (ticket.open && any_would_fill(result, contest, &ticket))
            ovalis_contest_open(result, OVALIS_REVIEW_STRAIGHT_PARTY);
        else if (!ticket.open && ticket.party != OVALIS_NONE &&
                 would_fill(result, contest, ticket.party))
            fill(result, contest, ticket.party);
    }
}
