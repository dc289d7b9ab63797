/* SPDX-License-Identifier: Apache-2.0 */
#include "election/reader.h"
void ovalis_cdf_read(struct ovalis_reader *reader, const struct ovalis_json *root)
{
    (void)reader;
    (void)root;
}
