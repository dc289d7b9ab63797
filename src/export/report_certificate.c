/* SPDX-License-Identifier: Apache-2.0 */
/* All certificates of a run in one table and one picture. */
#include "export/report.h"

#include <math.h>
#include <stdio.h>

static void widen(double *least, double *most, double value, bool first)
{
    if (first || value < *least)
        *least = value;
    if (first || value > *most)
        *most = value;
}

static void add_side(struct ovalis_certificate_sum *sum, const struct ovalis_record *record,
                     enum ovalis_side which)
{
    const struct ovalis_certificate *side = &record->reading.sides[which].certificate;
    bool first = sum->sides == 0;
    double fifths = sum->bound_mm > 0 ? side->worst_error_mm / sum->bound_mm * 5 : 0;
    int bridged = 0;

    for (int border = 0; border < OVALIS_BORDERS; border++) {
        sum->expected += (unsigned long long)side->border[border].expected;
        sum->seen += (unsigned long long)side->border[border].seen;
        bridged += side->border[border].bridged;
    }
    sum->bridged += (unsigned long long)bridged;
    sum->sides_bridged += bridged > 0;
    sum->bins[fifths < 5 ? (int)(fifths > 0 ? fifths : 0) : fifths > 5 ? 5 : 4]++;
    if (first || side->worst_error_mm > sum->worst_error_mm) {
        sum->worst_error_mm = side->worst_error_mm;
        sum->worst_side = which;
        (void)snprintf(sum->worst_sheet, sizeof sum->worst_sheet, "%s", record->sheet);
    }
    if (side->residual_max_mm > sum->largest_residual_mm)
        sum->largest_residual_mm = side->residual_max_mm;
    if (fabs(side->skew_degrees) > sum->largest_skew)
        sum->largest_skew = fabs(side->skew_degrees);
    widen(&sum->least_dpi, &sum->most_dpi, side->px_per_mm_x * 25.4, first);
    widen(&sum->least_dpi, &sum->most_dpi, side->px_per_mm_y * 25.4, false);
    widen(&sum->least_scale, &sum->most_scale, side->scale_x, first);
    widen(&sum->least_scale, &sum->most_scale, side->scale_y, false);
    sum->sides++;
}

void ovalis_certificate_sum_add(struct ovalis_certificate_sum *sum,
                                const struct ovalis_record *record)
{
    if (!record->has_reading)
        return;
    for (int side = 0; side < OVALIS_SIDES; side++) {
        if (record->reading.sides[side].present)
            add_side(sum, record, (enum ovalis_side)side);
    }
}

static void add_row(struct ovalis_text *out, const char *name, double value, int decimals,
                    const char *unit)
{
    ovalis_text_format(out, "<tr><th scope=\"row\">%s</th><td>", name);
    ovalis_text_decimal(out, value, decimals);
    ovalis_text_format(out, "%s</td></tr>\n", unit);
}

static void add_range(struct ovalis_text *out, const char *name, double least, double most,
                      int decimals, const char *unit)
{
    ovalis_text_format(out, "<tr><th scope=\"row\">%s</th><td>", name);
    ovalis_text_decimal(out, least, decimals);
    ovalis_text_add(out, " – ");
    ovalis_text_decimal(out, most, decimals);
    ovalis_text_format(out, "%s</td></tr>\n", unit);
}

static void write_bins(struct ovalis_text *out, const struct ovalis_certificate_sum *sum)
{
    unsigned long long most = 1;

    for (int i = 0; i < OVALIS_ERROR_BINS; i++)
        most = sum->bins[i] > most ? sum->bins[i] : most;
    ovalis_text_add(out, "<table class=\"bars\"><caption>Predicted error at the worst target of "
                         "each side</caption>\n");
    for (int i = 0; i < OVALIS_ERROR_BINS; i++) {
        ovalis_text_add(out, "<tr><th scope=\"row\">");
        ovalis_text_add(out, i < OVALIS_ERROR_BINS - 1 ? "up to " : "above ");
        ovalis_text_decimal(out, sum->bound_mm * (i < OVALIS_ERROR_BINS - 1 ? i + 1 : i) / 5, 3);
        ovalis_text_add(out, " mm</th><td class=\"bar\"><span style=\"width:");
        ovalis_text_decimal(out, (double)sum->bins[i] * 100 / (double)most, 1);
        ovalis_text_add(out, "%\"></span></td><td class=\"number\">");
        ovalis_report_add_count(out, sum->bins[i]);
        ovalis_text_add(out, "</td></tr>\n");
    }
    ovalis_text_add(out, "</table>\n");
}

void ovalis_certificate_sum_write(struct ovalis_text *out, const struct ovalis_certificate_sum *sum)
{
    ovalis_text_add(out, "<section id=\"registration\"><h2>Registration</h2>\n");
    if (sum->sides == 0) {
        ovalis_text_add(out, "<p>No side was registered.</p></section>\n");
        return;
    }
    ovalis_text_add(out, "<p>Every target is placed by the timing marks around it. Each side has a "
                         "certificate of how well; the worst is on <b>");
    ovalis_text_html(out, sum->worst_sheet);
    ovalis_text_format(out, "</b>, %s.</p><div class=\"two\">", ovalis_side_name(sum->worst_side));
    write_bins(out, sum);
    ovalis_text_add(out, "<table class=\"facts\"><tr><th scope=\"row\">sides registered</th><td>");
    ovalis_report_add_count(out, sum->sides);
    ovalis_text_add(out, "</td></tr><tr><th scope=\"row\">timing marks seen</th><td>");
    ovalis_report_add_count(out, sum->seen);
    ovalis_text_add(out, " of ");
    ovalis_report_add_count(out, sum->expected);
    ovalis_text_add(out, "</td></tr><tr><th scope=\"row\">bridged by neighbours</th><td>");
    ovalis_report_add_count(out, sum->bridged);
    ovalis_text_add(out, " on ");
    ovalis_report_add_count(out, sum->sides_bridged);
    ovalis_text_add(out, " sides</td></tr>\n");
    add_row(out, "worst predicted error", sum->worst_error_mm, 3, " mm");
    add_row(out, "accepted up to", sum->bound_mm, 3, " mm");
    add_row(out, "largest residual", sum->largest_residual_mm, 3, " mm");
    add_row(out, "largest skew", sum->largest_skew, 2, "°");
    add_range(out, "resolution", sum->least_dpi, sum->most_dpi, 1, " dpi");
    add_range(out, "scale", sum->least_scale, sum->most_scale, 4, "");
    ovalis_text_add(out, "</table></div></section>\n");
}
