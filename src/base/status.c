/*
 * status.c - names, texts and classes of the outcomes, out of status.def
 */
#include "scanrill.h"

typedef struct status_row {
    rill_status status;
    rill_class class_;
    const char *name;
    const char *text;
} status_row;

static const status_row rows[] = {
#define RILL_STATUS(number, name, class_, http, text, hint) {RILL_##name, RILL_CLASS_##class_, #name, text},
#include "status.def"
#undef RILL_STATUS
};

/* A number that is not in the list can only come from a mistake of ours. */
static const status_row *row_of(rill_status status)
{
    const status_row *row = rows;

    for (; row < rows + sizeof rows / sizeof rows[0]; row++) {
        if (row->status == status || row->status == RILL_INTERNAL)
            break;
    }
    return row;
}

const char *rill_status_name(rill_status status)
{
    return row_of(status)->name;
}

const char *rill_status_text(rill_status status)
{
    return row_of(status)->text;
}

rill_class rill_status_class(rill_status status)
{
    return row_of(status)->class_;
}
