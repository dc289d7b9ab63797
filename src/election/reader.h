/* SPDX-License-Identifier: Apache-2.0 */
/* What the definition readers share: the election under construction, its ids, its faults. */
#ifndef OVALIS_ELECTION_READER_H
#define OVALIS_ELECTION_READER_H

#include "election/card.h"
#include "election/election.h"
#include "election/id_map.h"
#include "election/json.h"
#include "election/settings.h"

/* Limits of the VxSuite technical data package; they bound memory and time too. */
#define OVALIS_MAX_PRECINCTS 2500
#define OVALIS_MAX_STYLES    5000
#define OVALIS_MAX_CONTESTS  1000
/* The package also says 2,000 candidates, 100 of them and 50 votes in a contest. Test decks with an
 * oval on every place of the grid have more, so the bounds are what the two sides of the largest
 * sheet can carry (2 x 32 x 83 ovals on 8.5 x 22 in), and room for it. */
#define OVALIS_MAX_CONTEST_OPTIONS 8000
#define OVALIS_MAX_VOTES           8000
/* Up to here, as the package has it, a contest may allow more votes than its style prints options:
 * printers leave write-in lines out. */
#define OVALIS_PLAUSIBLE_VOTES 50
#define OVALIS_MAX_TARGETS     8000  /* of one style */
#define OVALIS_MAX_OPTIONS     60000 /* of all contests: 1,000 contests, 10 candidates, 50 lines */
#define OVALIS_MAX_PARTIES     500
#define OVALIS_MAX_DISTRICTS   5000
#define OVALIS_MAX_SHEETS      15 /* the page number of the QR code ends at 30 */

/* A target as read, before the style is checked as a whole. */
struct ovalis_draft_target {
    struct ovalis_target target;
    size_t rank; /* place of its contest in the printed order, as the format lists it */
    char path[OVALIS_JSON_PATH_SIZE];
};

struct ovalis_reader {
    struct ovalis_election *election;
    struct ovalis_faults faults;
    struct ovalis_id_map parties, districts, precincts, contests, styles;
    bool memory_failed; /* reading goes on with less, and ends in OVALIS_ERR_MEMORY */
    struct ovalis_settings settings;
    struct ovalis_id_map *options; /* per contest: its options */
    size_t contest_count;          /* length of `options` */
    size_t option_count;           /* of all contests */
    /* The style that is being read. */
    struct ovalis_draft_target *draft;
    size_t draft_count, draft_capacity;
    bool *expected;      /* per contest: the style carries it */
    size_t *option_base; /* per contest: index of its first option in `seen` */
    bool *seen;          /* per option: it has a target; all false between styles */
};

/* Each fills reader->election from the root object and adds every fault that it finds. */
void ovalis_vx_read(struct ovalis_reader *reader, const struct ovalis_json *root);
void ovalis_cdf_read(struct ovalis_reader *reader, const struct ovalis_json *root);

/* reader.c: small things that note a failed allocation and go on. */

/* `count` zeroed elements; NULL (and *held 0) when memory is out or count is 0. */
void *ovalis_reader_array(struct ovalis_reader *reader, size_t count, size_t size, size_t *held);
/* A copy of `text`; "" for NULL. NULL only when memory is out. */
char *ovalis_reader_copy(struct ovalis_reader *reader, const char *text);
/* Read the id at `at`, enter it under `index`; a second use is a fault. Gives a copy of the id. */
char *ovalis_reader_new_id(struct ovalis_reader *reader, struct ovalis_id_map *map,
                           const struct ovalis_json *at, size_t index, const char *what);
/* The index that the id at `at` stands for; OVALIS_NONE after a fault. */
size_t ovalis_reader_find(struct ovalis_reader *reader, const struct ovalis_id_map *map,
                          const struct ovalis_json *at, const char *what);
/* A list of ids as indexes, without repeats; repeats and unknown ids are faults. */
size_t *ovalis_reader_find_list(struct ovalis_reader *reader, const struct ovalis_id_map *map,
                                const struct ovalis_json *list, const char *what, size_t *count);

/* The list at `at` becomes the parties of an option. */
void ovalis_option_parties(struct ovalis_reader *reader, struct ovalis_option *option,
                           const struct ovalis_json *list);
/* Room for `count` contests; none when memory is out. */
void ovalis_reader_contests(struct ovalis_reader *reader, size_t count);
/* Room for `count` options of the contest at `at`; false when memory or the limit is out. */
bool ovalis_contest_room(struct ovalis_reader *reader, struct ovalis_contest *contest,
                         const struct ovalis_json *at, size_t count);
/* Index of an option in its contest, or OVALIS_NONE; after ovalis_check_contest(). */
size_t ovalis_contest_option(const struct ovalis_reader *reader, size_t contest, const char *id);
/* Index of the write-in option number `number` from 0, or OVALIS_NONE. */
size_t ovalis_contest_write_in(const struct ovalis_contest *contest, size_t number);
/* Write-in options "write-in-0" … at the end of the options, which have room for them. */
void ovalis_contest_add_write_ins(struct ovalis_reader *reader, struct ovalis_contest *contest,
                                  size_t count);

/* To be called once, when all contests are read and before the first style. false when memory is
 * out. */
bool ovalis_reader_contests_known(struct ovalis_reader *reader);

/* A new target at `at`, zeroed; NULL when memory or the limit is out. */
struct ovalis_draft_target *ovalis_draft_add(struct ovalis_reader *reader,
                                             const struct ovalis_json *at);

/* check.c */

/* Options without repeats, enough of them for the votes. `seats` is where the number stands. */
void ovalis_check_contest(struct ovalis_reader *reader, const struct ovalis_contest *contest,
                          const struct ovalis_json *at, const struct ovalis_json *seats);
/* The drafted targets become those of the style, in order, when nothing is wrong with them. `at` is
 * where the style or its layout stands. reader->expected says which contests it carries. */
void ovalis_style_finish(struct ovalis_reader *reader, struct ovalis_style *style,
                         const struct ovalis_json *at);
/* Marks the contests that a straight-party vote reaches, and the election as an open primary when a
 * style without a party carries contests of several. */
void ovalis_check_election(struct ovalis_reader *reader);

#endif
