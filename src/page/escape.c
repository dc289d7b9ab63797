/* SPDX-License-Identifier: Apache-2.0 */
#include "page/escape.h"

bool ovalis_escape_run(struct ovalis_escape *escape, void (*step)(void *cookie), void *cookie)
{
    if (setjmp(escape->out) != 0)
        return false;
    step(cookie);
    return true;
}

void ovalis_escape(struct ovalis_escape *escape)
{
    longjmp(escape->out, 1);
}
