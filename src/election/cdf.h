/* SPDX-License-Identifier: Apache-2.0 */
/* Inside the reader of NIST Ballot Definition CDF 1.0 (SP 1500-20). */
#ifndef OVALIS_ELECTION_CDF_H
#define OVALIS_ELECTION_CDF_H

#include "election/reader.h"

#define OVALIS_CDF_MAX_UNITS   10000
#define OVALIS_CDF_MAX_FORMATS 100
#define OVALIS_CDF_MAX_SHAPES  1000

/* One BallotFormat; its card has the same index in election->cards. */
struct ovalis_cdf_format {
    double mm;              /* one unit of measurement */
    bool target_size_known; /* from the first target box with a size */
    const char *shape;      /* id of its shape, borrowed from the JSON value; NULL without one */
};

struct ovalis_cdf {
    struct ovalis_reader *reader;
    const struct ovalis_json *root;
    const struct ovalis_json *election; /* /Election/0 */
    /* Written by VxSuite: positions are grid units in boxes without a size. */
    bool vx;
    struct ovalis_id_map units, candidates, formats, shapes;
    size_t *unit_precinct;        /* per unit: index of its precinct, or OVALIS_NONE */
    const char **candidate_names; /* borrowed from the JSON value */
    size_t candidate_count;
    struct ovalis_cdf_format *format_list;
    size_t format_count;
};

/* The class of an object: "CandidateContest" of "BallotDefinition.CandidateContest"; "" otherwise.
 */
const char *ovalis_cdf_class(const struct ovalis_json *object);
/* English, or the first language there is; "" when absent. Borrowed from the JSON value. */
const char *ovalis_cdf_words(const struct ovalis_json *text);

void ovalis_cdf_read_formats(struct ovalis_cdf *cdf);
void ovalis_cdf_read_contests(struct ovalis_cdf *cdf);
void ovalis_cdf_read_styles(struct ovalis_cdf *cdf);
/* Draft the targets of one contest from its PhysicalContest at `at`. `rank` is its place in the
 * printed order. */
void ovalis_cdf_read_physical(struct ovalis_cdf *cdf, const struct ovalis_json *at, size_t contest,
                              size_t format, size_t rank);

/* A shape of the list Shape changes how targets of a card look. `at` is the id of the shape. */
void ovalis_cdf_apply_shape(struct ovalis_cdf *cdf, const struct ovalis_json *at,
                            struct ovalis_card *card, double mm);

/* The grid that the FiducialMark boxes of a format span, into *card; a fault when they are no
 * border of timing marks. */
void ovalis_cdf_read_fiducials(const struct ovalis_json *list, double mm, struct ovalis_card *card);

#endif
