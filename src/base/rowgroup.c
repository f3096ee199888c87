/*
 * rowgroup.c - how many rows a group has, and the two common shapes of a frame
 */
#include "base/rowgroup.h"

#include "base/whole_numbers.h"

uint32_t rill_grid_ratio(const rill_grid *finer, const rill_grid *coarser)
{
    return (uint32_t)((uint64_t)coarser->span * finer->den / ((uint64_t)coarser->den * finer->span));
}

uint32_t rill_frame_groups(const rill_frame *frame)
{
    uint32_t n_groups = 0;

    for (uint32_t p = 0; p < frame->n_planes; p++) {
        const rill_plane *const plane = &frame->plane[p];
        const uint32_t plane_groups = (uint32_t)rill_divide_up(plane->height_px, plane->group_rows);
        if (plane_groups > n_groups)
            n_groups = plane_groups;
    }
    return n_groups;
}

uint32_t rill_plane_group_rows(const rill_plane *plane, uint32_t group)
{
    const uint64_t first_row = (uint64_t)group * plane->group_rows;

    if (first_row >= plane->height_px)
        return 0;
    const uint32_t rows_left = plane->height_px - (uint32_t)first_row;
    return rows_left < plane->group_rows ? rows_left : plane->group_rows;
}

rill_frame rill_frame_packed(rill_model model, uint32_t width_px, uint32_t height_px)
{
    const rill_grid every_pixel = {.span = 1, .den = 1};

    return (rill_frame){
        .model = model,
        .width_px = width_px,
        .height_px = height_px,
        .n_planes = 1,
        .plane[0] =
            {
                .width_px = width_px,
                .height_px = height_px,
                .channels = model == RILL_GRAY ? 1 : 4,
                .group_rows = 1,
                .x = every_pixel,
                .y = every_pixel,
            },
    };
}

rill_frame rill_frame_ycc(uint32_t width_px, uint32_t height_px, bool halve_x, bool halve_y, bool limited_range)
{
    const uint32_t step_x_px = halve_x ? 2 : 1;
    const uint32_t step_y_px = halve_y ? 2 : 1;
    const rill_plane luma = {
        .width_px = width_px,
        .height_px = height_px,
        .channels = 1,
        .group_rows = step_y_px,
        .x = {.span = 1, .den = 1},
        .y = {.span = 1, .den = 1},
    };
    const rill_plane chroma = {
        .width_px = (uint32_t)rill_divide_up(width_px, step_x_px),
        .height_px = (uint32_t)rill_divide_up(height_px, step_y_px),
        .channels = 1,
        .group_rows = 1,
        .x = {.span = step_x_px, .den = 1},
        .y = {.span = step_y_px, .den = 1},
    };

    return (rill_frame){
        .model = RILL_YCC,
        .limited_range = limited_range,
        .width_px = width_px,
        .height_px = height_px,
        .n_planes = 3,
        .plane = {luma, chroma, chroma},
    };
}
