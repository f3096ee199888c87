/*
 * frame.c - the one stage that holds a whole picture, at the result's size
 *
 * Flow: source -> decode -> [transform] -> encode -> sink
 * Holds: the frame.  Used where rows are needed in another order than they come
 * (quarter turns, upside down), and where something must be known about all pixels
 * before the first is written (is any of them transparent?), or they are encoded more
 * than once (pipeline/fit_bytes.c).
 */
#include "base/checked.h"
#include "transform/transform.h"

#include <string.h>

typedef struct frame_plane {
    uint8_t *rows; /* as they will be sent */
    size_t row_bytes;
    uint32_t received_rows;
} frame_plane;

typedef struct rill_held_frame {
    rill_stage stage;
    rill_frame_plan plan;
    uint32_t n_pulled, n_groups;
    uint32_t to_group;
    frame_plane plane[RILL_PLANES_MAX];
} rill_held_frame;

rill_frame rill_turned_frame(const rill_frame *from, bool turned)
{
    rill_frame frame = *from;

    if (!turned)
        return frame;
    frame.width_px = from->height_px;
    frame.height_px = from->width_px;
    for (uint32_t p = 0; p < frame.n_planes; p++) {
        frame.plane[p].width_px = from->plane[p].height_px;
        frame.plane[p].height_px = from->plane[p].width_px;
        frame.plane[p].x = from->plane[p].y;
        frame.plane[p].y = from->plane[p].x;
        /* Rows that lay side by side by two now lie on top of each other by two. */
        frame.plane[p].group_rows = rill_grid_ratio(&from->plane[p].x, &from->plane[from->n_planes - 1].x);
    }
    return frame;
}

uint64_t rill_frame_memory_bytes(const rill_frame *from)
{
    uint64_t bytes = 1024;

    for (uint32_t p = 0; p < from->n_planes; p++) {
        const rill_plane *const plane = &from->plane[p];
        bytes += ((uint64_t)plane->width_px * plane->channels + RILL_ROW_PADDING_BYTES) *
                 ((uint64_t)plane->height_px + RILL_ROW_PADDING_BYTES);
    }
    return bytes;
}

/* One received row becomes a column. */
static void store_column(const frame_plane *plane, const uint8_t *row, uint32_t column, uint32_t n, uint32_t channels)
{
    uint8_t *to = plane->rows + (size_t)column * channels;

    for (uint32_t i = 0; i < n; i++, row += channels, to += plane->row_bytes)
        memcpy(to, row, channels);
}

static void store_row(rill_held_frame *frame, uint32_t p, const uint8_t *row)
{
    const rill_plane *const from = &frame->stage.from->out.plane[p];
    frame_plane *const plane = &frame->plane[p];
    const uint32_t n = plane->received_rows++;
    const uint32_t index = frame->plan.reversed ? from->height_px - 1 - n : n;

    if (frame->plan.turned)
        store_column(plane, row, index, from->width_px, from->channels);
    else
        memcpy(plane->rows + index * plane->row_bytes, row, (size_t)from->width_px * from->channels);
}

rill_status rill_frame_fill(rill_stage *stage)
{
    rill_held_frame *const frame = (rill_held_frame *)stage;
    rill_stage *const from = stage->from;
    rill_group group;

    while (frame->n_pulled < frame->n_groups) {
        RILL_TRY(from->next_group(from, &group));
        frame->n_pulled++;
        for (uint32_t p = 0; p < stage->out.n_planes; p++)
            for (uint32_t i = 0; i < group.n_rows[p]; i++)
                store_row(frame, p, group.rows[p] + i * group.stride_bytes[p]);
    }
    return RILL_OK;
}

bool rill_frame_drop_opaque_alpha(rill_stage *stage)
{
    rill_held_frame *const frame = (rill_held_frame *)stage;
    const frame_plane *const plane = &frame->plane[0];

    if (stage->out.model != RILL_RGBA)
        return false;
    for (uint32_t y = 0; y < stage->out.height_px; y++) {
        const uint8_t *const row = plane->rows + y * plane->row_bytes;
        for (uint32_t x = 0; x < stage->out.width_px; x++)
            if (row[4 * (size_t)x + 3] != 255)
                return false;
    }
    stage->out.model = RILL_RGBX;
    return true;
}

void rill_frame_rewind(rill_stage *stage)
{
    ((rill_held_frame *)stage)->to_group = 0;
}

static rill_status frame_next_group(rill_stage *stage, rill_group *group)
{
    rill_held_frame *const frame = (rill_held_frame *)stage;

    RILL_TRY(rill_frame_fill(stage));
    for (uint32_t p = 0; p < stage->out.n_planes; p++) {
        const rill_plane *const plane = &stage->out.plane[p];
        group->n_rows[p] = rill_plane_group_rows(plane, frame->to_group);
        group->stride_bytes[p] = frame->plane[p].row_bytes;
        group->rows[p] = frame->plane[p].rows;
        if (group->n_rows[p] > 0)
            group->rows[p] += (size_t)frame->to_group * plane->group_rows * frame->plane[p].row_bytes;
    }
    frame->to_group++;
    return RILL_OK;
}

static void frame_release(rill_stage *stage)
{
    rill_held_frame *const frame = (rill_held_frame *)stage;

    for (uint32_t p = 0; p < stage->out.n_planes; p++) {
        rill_heap_free(&stage->work->heap, frame->plane[p].rows);
        frame->plane[p].rows = NULL;
    }
}

rill_status rill_frame_open(rill_stage **stage, rill_stage *from, const rill_frame_plan *plan)
{
    rill_work *const work = from->work;
    rill_held_frame *const frame = rill_heap_alloc(&work->heap, 1, sizeof *frame);

    if (frame == NULL)
        return rill_fail(work, RILL_MEMORY_LIMIT, "frame", "%s", "");
    frame->stage = (rill_stage){.next_group = frame_next_group,
                                .release = frame_release,
                                .out = rill_turned_frame(&from->out, plan->turned),
                                .from = from,
                                .work = work};
    frame->plan = *plan;
    frame->n_groups = rill_frame_groups(&from->out);
    for (uint32_t p = 0; p < from->out.n_planes; p++) {
        const rill_plane *const out = &frame->stage.out.plane[p];
        frame->plane[p].row_bytes = (size_t)out->width_px * out->channels + RILL_ROW_PADDING_BYTES;
        frame->plane[p].rows = rill_heap_alloc_raw(&work->heap, out->height_px, frame->plane[p].row_bytes);
        if (frame->plane[p].rows == NULL)
            return rill_fail(work, RILL_MEMORY_LIMIT, "frame", "%u x %u pixels are held", (unsigned)out->width_px,
                             (unsigned)out->height_px);
    }
    *stage = &frame->stage;
    return RILL_OK;
}
