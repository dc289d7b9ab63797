/* SPDX-License-Identifier: Apache-2.0 */
/* Everything of the public interface. */
#ifndef OVALIS_OVALIS_H
#define OVALIS_OVALIS_H

#include "ovalis/api.h"
#include "ovalis/cpu.h"
#include "ovalis/diag.h"
#include "ovalis/election.h"
#include "ovalis/mark.h"
#include "ovalis/page.h"
#include "ovalis/policy.h"
#include "ovalis/registration.h"
#include "ovalis/run.h"
#include "ovalis/show.h"
#include "ovalis/status.h"
#include "ovalis/version.h"

#endif
