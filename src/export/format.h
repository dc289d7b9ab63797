/* SPDX-License-Identifier: Apache-2.0 */
/* Private to export/: values as text that is the same on every machine, in every locale. */
#ifndef OVALIS_EXPORT_FORMAT_H
#define OVALIS_EXPORT_FORMAT_H

#include "base/memory.h"
#include "base/text.h"
#include "record/record.h"

/* `value` with exactly `decimals` (0..9) digits behind a point, whatever the locale; halves to the
 * even digit. "-0" is never written; what is no number, or passes 1e9, gives nothing. */
void ovalis_text_decimal(struct ovalis_text *text, double value, int decimals);

/* The same without zeros at the end: "12", "9.9". */
void ovalis_text_shortest(struct ovalis_text *text, double value, int decimals);

/* Well-formed UTF-8 on one line: what is not UTF-8 becomes U+FFFD, a control character '?'. */
void ovalis_text_clean(struct ovalis_text *text, const char *words);

/* For the text and the attributes of an HTML page: clean, and & < > " ' escaped. */
void ovalis_text_html(struct ovalis_text *text, const char *words);

/* One field of a CSV line (RFC 4180): clean, quoted where it has to be. */
void ovalis_text_csv(struct ovalis_text *text, const char *words);

/* An XML NCName that belongs to one class of things and gives the id back: `prefix`, then letters,
 * digits, '-' and '.' as they are and every other byte as "_" and two hex digits. Append parts with
 * "__" between them: no encoded part can hold that. */
void ovalis_text_name(struct ovalis_text *text, const char *id);

/* A path segment of a URI (RFC 3986): unreserved characters as they are, others as %XX. */
void ovalis_text_uri(struct ovalis_text *text, const char *segment);

/* Words of the bits that are set, lowest first, joined by '|'. `name_of` gives NULL past the end.
 */
void ovalis_text_bits(struct ovalis_text *text, unsigned bits, const char *(*name_of)(unsigned));

/* "12", of any unsigned number. */
void ovalis_text_number(struct ovalis_text *text, unsigned long long number);

#endif
