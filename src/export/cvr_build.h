/* SPDX-License-Identifier: Apache-2.0 */
/* Private to export/: building the objects of the CVR CDF. docs/formats/cvr.md says what each of
 * them holds and why. */
#ifndef OVALIS_EXPORT_CVR_BUILD_H
#define OVALIS_EXPORT_CVR_BUILD_H

#include <jansson.h>

#include "export/export.h"

/* Name and version of the number in MarkMetricValue: `fill` of docs/accuracy.md. */
#define OVALIS_MARK_METRIC "ovalis-fill-v1"

/* Decimals of that number. */
#define OVALIS_FILL_DECIMALS 4

/* Carried through the building of one document: a failure (memory) is remembered and found once, at
 * the end. NULL objects and values are fine everywhere below and count as failures. */
struct ovalis_cvr_build {
    const struct ovalis_election *election;
    const struct ovalis_policy *policy;
    char batch[17]; /* "" until the first record: see ovalis_cvr_writer_add() */
    bool failed;
};

/* A new object of class "CVR.<name>". */
json_t *ovalis_cvr_object(struct ovalis_cvr_build *build, const char *type);

/* `value` is taken over. */
void ovalis_cvr_put(struct ovalis_cvr_build *build, json_t *object, const char *key, json_t *value);
void ovalis_cvr_append(struct ovalis_cvr_build *build, json_t *array, json_t *value);

/* Text becomes clean UTF-8; an empty text puts nothing. */
void ovalis_cvr_put_text(struct ovalis_cvr_build *build, json_t *object, const char *key,
                         const char *text);
void ovalis_cvr_put_number(struct ovalis_cvr_build *build, json_t *object, const char *key,
                           long long number);
/* A list under `key`, at first empty; borrowed. */
json_t *ovalis_cvr_put_list(struct ovalis_cvr_build *build, json_t *object, const char *key);

/* A string value, clean. */
json_t *ovalis_cvr_text(struct ovalis_cvr_build *build, const char *text);

/* "<class>-<a>" or "<class>-<a>__<b>": an NCName, unique in the document by its class. */
json_t *ovalis_cvr_id(struct ovalis_cvr_build *build, const char *class_name, const char *a,
                      const char *b);

/* The id as the definition writes it: [{Type other, OtherType, Value}]. */
void ovalis_cvr_put_code(struct ovalis_cvr_build *build, json_t *object, const char *kind,
                         const char *value);

/* An image by reference: "file:images/<name>", with "#xywh=…" for a part of it when `part` is not
 * NULL, and the hash of the file. */
json_t *ovalis_cvr_image(struct ovalis_cvr_build *build, const struct ovalis_image_evidence *image,
                         const struct ovalis_box *part);

/* The report without its CVRs: every top-level member but "CVR", in order. */
json_t *ovalis_cvr_report(struct ovalis_cvr_build *build);

/* The members of one snapshot's CVRContest list. */
void ovalis_cvr_original_contests(struct ovalis_cvr_build *build, json_t *snapshot,
                                  const struct ovalis_record *record);
/* Sets *needs_adjudication when any selection waits for a person. */
void ovalis_cvr_interpreted_contests(struct ovalis_cvr_build *build, json_t *snapshot,
                                     const struct ovalis_record *record, bool *needs_adjudication);

/* One sheet. */
json_t *ovalis_cvr_sheet(struct ovalis_cvr_build *build, const struct ovalis_record *record);

#endif
