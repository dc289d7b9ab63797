/* SPDX-License-Identifier: Apache-2.0 */
/* Private to this room: smaller pictures by whole factors. */
#ifndef OVALIS_PICTURE_SHRINK_H
#define OVALIS_PICTURE_SHRINK_H

#include "page/page.h"

/* The part of `page` inside `box` (cut to the page), every `factor` x `factor` px one pixel: their
 * mean. What is left over at the right and the bottom forms smaller groups. A box outside the page
 * gives one white pixel. */
enum ovalis_status ovalis_shrink(struct ovalis_page **out, const struct ovalis_page *page,
                                 struct ovalis_box box, int factor, struct ovalis_diag *why);

/* Least factor that brings `size` px to at most `most`. */
int ovalis_shrink_factor(int size, int most);

/* All of the page. */
struct ovalis_box ovalis_page_box(const struct ovalis_page *page);

#endif
