/* SPDX-License-Identifier: Apache-2.0 */
/* Private to export/: the lines of marks.csv and sheets.csv. Each ends in a line feed. */
#ifndef OVALIS_EXPORT_CSV_H
#define OVALIS_EXPORT_CSV_H

#include "export/export.h"
#include "export/format.h"

void ovalis_csv_marks_header(struct ovalis_text *out);
/* A line for each target; none for a sheet without a reading. */
void ovalis_csv_marks_lines(struct ovalis_text *out, const struct ovalis_election *election,
                            const struct ovalis_record *record);

void ovalis_csv_sheets_header(struct ovalis_text *out);
void ovalis_csv_sheets_line(struct ovalis_text *out, const struct ovalis_election *election,
                            const struct ovalis_record *record);

#endif
