/*
 * picture.c - pictures in memory for stage tests
 */
#include "picture.h"

#include "check.h"

#include <stdlib.h>
#include <string.h>

static size_t row_bytes(const rill_plane *plane)
{
    return (size_t)plane->width_px * plane->channels;
}

void picture_open(picture *picture, const rill_frame *frame)
{
    memset(picture, 0, sizeof *picture);
    picture->frame = *frame;
    for (uint32_t p = 0; p < frame->n_planes; p++)
        picture->samples[p] = calloc(frame->plane[p].height_px, row_bytes(&frame->plane[p]));
}

void picture_close(picture *picture)
{
    for (uint32_t p = 0; p < RILL_PLANES_MAX; p++)
        free(picture->samples[p]);
}

uint8_t *picture_at(const picture *picture, uint32_t plane, uint32_t x, uint32_t y)
{
    const rill_plane *const shape = &picture->frame.plane[plane];
    return picture->samples[plane] + y * row_bytes(shape) + (size_t)x * shape->channels;
}

void picture_fill_random(picture *picture, uint32_t *seed)
{
    for (uint32_t p = 0; p < picture->frame.n_planes; p++)
        for (size_t i = 0; i < row_bytes(&picture->frame.plane[p]) * picture->frame.plane[p].height_px; i++)
            picture->samples[p][i] = (uint8_t)random_bits(seed);
}

rill_group picture_group(const picture *from, uint32_t number)
{
    rill_group group = {.rows = {NULL}};

    for (uint32_t p = 0; p < from->frame.n_planes; p++) {
        const rill_plane *const plane = &from->frame.plane[p];
        group.n_rows[p] = rill_plane_group_rows(plane, number);
        group.stride_bytes[p] = (size_t)plane->width_px * plane->channels;
        group.rows[p] = from->samples[p] + (size_t)number * plane->group_rows * group.stride_bytes[p];
    }
    return group;
}

bool picture_equal(const picture *a, const picture *b)
{
    bool equal = a->frame.model == b->frame.model && a->frame.n_planes == b->frame.n_planes;

    for (uint32_t p = 0; equal && p < a->frame.n_planes; p++) {
        const rill_plane *const shape = &a->frame.plane[p];
        equal = shape->width_px == b->frame.plane[p].width_px && shape->height_px == b->frame.plane[p].height_px &&
                shape->channels == b->frame.plane[p].channels &&
                memcmp(a->samples[p], b->samples[p], row_bytes(shape) * shape->height_px) == 0;
    }
    return equal;
}

/* Pull one group, however often the stage says that its slice is over. */
static rill_status next_group(rill_stage *from, rill_group *group)
{
    rill_status status;

    while ((status = from->next_group(from, group)) == RILL_MORE)
        continue;
    return status;
}

rill_status picture_take(picture *picture, rill_stage *from)
{
    uint32_t n_rows[RILL_PLANES_MAX] = {0};
    rill_group group;

    picture_open(picture, &from->out);
    for (uint32_t i = 0; i < rill_frame_groups(&from->out); i++) {
        RILL_TRY(next_group(from, &group));
        for (uint32_t p = 0; p < from->out.n_planes; p++) {
            const rill_plane *const plane = &from->out.plane[p];
            if (!CHECK_EQUAL(group.n_rows[p], rill_plane_group_rows(plane, i)))
                return RILL_INTERNAL;
            for (uint32_t row = 0; row < group.n_rows[p]; row++)
                memcpy(picture_at(picture, p, 0, n_rows[p]++), group.rows[p] + row * group.stride_bytes[p],
                       row_bytes(plane));
        }
    }
    for (uint32_t p = 0; p < from->out.n_planes; p++)
        CHECK_EQUAL(n_rows[p], from->out.plane[p].height_px);
    return RILL_OK;
}

/* ---- the false stage ---- */

static rill_status false_next_group(rill_stage *self, rill_group *group)
{
    false_stage *const stage = (false_stage *)self;

    stage->said_more = !stage->said_more;
    if (stage->said_more)
        return RILL_MORE;
    for (uint32_t p = 0; p < self->out.n_planes; p++) {
        const rill_plane *const plane = &self->out.plane[p];
        const size_t stride_bytes = row_bytes(plane) + RILL_ROW_PADDING_BYTES;
        const uint32_t n_rows = rill_plane_group_rows(plane, stage->group);
        free(stage->lent[p]);
        stage->lent[p] = malloc(n_rows * stride_bytes + 1);
        memset(stage->lent[p], stage->rubbish, n_rows * stride_bytes);
        for (uint32_t row = 0; row < n_rows; row++)
            memcpy(stage->lent[p] + row * stride_bytes,
                   picture_at(stage->picture, p, 0, stage->group * plane->group_rows + row), row_bytes(plane));
        group->rows[p] = stage->lent[p];
        group->stride_bytes[p] = stride_bytes;
        group->n_rows[p] = n_rows;
    }
    stage->group++;
    return RILL_OK;
}

void false_stage_open(false_stage *stage, rill_work *work, const picture *picture)
{
    memset(stage, 0, sizeof *stage);
    stage->stage = (rill_stage){.next_group = false_next_group, .out = picture->frame, .work = work};
    stage->picture = picture;
    stage->rubbish = 0xA5;
}

void false_stage_close(false_stage *stage)
{
    for (uint32_t p = 0; p < RILL_PLANES_MAX; p++)
        free(stage->lent[p]);
}

/* ---- chance ---- */

uint32_t random_bits(uint32_t *seed)
{
    *seed ^= *seed << 13;
    *seed ^= *seed >> 17;
    *seed ^= *seed << 5;
    return *seed;
}

uint32_t random_below(uint32_t *seed, uint32_t limit)
{
    return (uint32_t)((uint64_t)random_bits(seed) * limit >> 32);
}
