/*
 * work.c - report the first error, spend work
 */
#include "base/work.h"
#include "base/format.h"

#include <stdarg.h>

rill_status rill_fail(rill_work *work, rill_status status, const char *where, const char *detail, ...)
{
    if (work->status != RILL_OK)
        return status;

    va_list arguments;
    va_start(arguments, detail);
    rill_format_list(work->detail, sizeof work->detail, detail, &arguments);
    va_end(arguments);

    work->status = status;
    work->where = where;
    return status;
}

rill_status rill_work_step(rill_work *work, const char *where)
{
    if (work->host.now(work->host.user) > work->deadline_at_ms)
        return rill_fail(work, RILL_DEADLINE, where, "");
    if (work->slice_units == 0)
        return RILL_OK;
    if (work->slice_left == 0)
        return RILL_MORE;
    work->slice_left--;
    return RILL_OK;
}
