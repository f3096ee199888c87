/*
 * fuzz_recipe.c - any text as a request; what is accepted is planned for pictures of several kinds
 *
 * Promises: a recipe holds values in their ranges; sizes and the map stay inside the
 * picture; a plan is made or refused with a type.
 */
#include "fuzz_job.h"
#include "request/plan.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n_bytes);

static void promise_recipe(const rill_recipe *recipe)
{
    PROMISE(recipe->width_px <= 8192 && recipe->height_px <= 8192);
    PROMISE(recipe->fit <= RILL_FIT_OUTSIDE && recipe->format <= RILL_FORMAT_WEBP);
    PROMISE(recipe->position_x <= RILL_WHOLE && recipe->position_y <= RILL_WHOLE);
    PROMISE(recipe->dpr >= 1000 && recipe->dpr <= 50000);
    PROMISE(recipe->quality >= 1 && recipe->quality <= 100 && recipe->quarter_turns <= 3);
    PROMISE(recipe->kernel <= RILL_KERNEL_NEAREST && recipe->trim_tolerance <= 255 && recipe->radius_px <= 8192);
    PROMISE(recipe->brightness <= 100000 && recipe->contrast <= 100000 && recipe->saturation <= 100000);
    PROMISE(recipe->gamma >= 1000 && recipe->gamma <= 100000 && recipe->sharpen_amount <= 100000);
    PROMISE(recipe->blur_sigma == 0 || (recipe->blur_sigma >= 3000 && recipe->blur_sigma <= 1000000));
    PROMISE(recipe->sharpen_sigma >= 3000 && recipe->sharpen_sigma <= 100000);
    PROMISE(recipe->effort <= 6 && recipe->alpha_quality <= 100);
    PROMISE(recipe->max_bytes == 0 || (recipe->max_bytes >= 100 && recipe->max_bytes <= 64u << 20));
    if (recipe->has_crop)
        PROMISE(recipe->crop.width > 0 && recipe->crop.height > 0);
    if (recipe->has_crop && recipe->crop.in_shares)
        PROMISE(recipe->crop.left <= RILL_WHOLE && recipe->crop.width <= RILL_WHOLE);
}

/* All that the map reads for a result of this size lies within a pixel of the used part. */
static void promise_axis(const rill_axis *axis, uint32_t result_px, uint32_t side_px)
{
    const double low = (double)axis->low_px - 1e-3, high = (double)axis->high_px + 1e-3;
    const double begin = (double)axis->offset / (double)axis->den;
    const double end = ((double)axis->offset + (double)axis->step * result_px) / (double)axis->den;

    PROMISE(axis->den > 0 && axis->low_px < axis->high_px && axis->high_px <= side_px);
    PROMISE(begin >= low && begin <= high && end >= low && end <= high);
}

static void promise_geometry(const rill_geometry *geometry, const rill_image_info *info)
{
    const bool turned = geometry->turned;

    PROMISE(geometry->width_px > 0 && geometry->height_px > 0);
    PROMISE(geometry->left_px + geometry->width_px <= geometry->canvas_width_px);
    PROMISE(geometry->top_px + geometry->height_px <= geometry->canvas_height_px);
    promise_axis(&geometry->x, geometry->width_px, turned ? info->height_px : info->width_px);
    promise_axis(&geometry->y, geometry->height_px, turned ? info->width_px : info->height_px);
}

static void plan_for(const rill_recipe *recipe, rill_work *work, rill_image_info info, unsigned orientation)
{
    rill_plan plan;

    info.orientation = orientation;
    work->status = RILL_OK;
    const rill_status status = rill_plan_make(&plan, work, recipe, &info);
    promise_typed(status, work->where == NULL ? "" : work->where);
    if (status != RILL_OK)
        return;
    promise_geometry(&plan.geometry, &info);
    PROMISE(plan.memory_bytes > 0 && plan.memory_bytes <= work->limits.max_memory_bytes);
    PROMISE(plan.shrink_x >= 1 && plan.shrink_y >= 1);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n_bytes)
{
    static const rill_image_info kinds[] = {
        {.format = RILL_FORMAT_JPEG,
         .width_px = 4001,
         .height_px = 2999,
         .model = RILL_YCC,
         .h_samp = {2, 1, 1},
         .v_samp = {2, 1, 1},
         .dct_scalable = true},
        {.format = RILL_FORMAT_JPEG,
         .width_px = 30,
         .height_px = 16001,
         .model = RILL_YCC,
         .h_samp = {1, 4, 3},
         .v_samp = {4, 1, 2},
         .dct_scalable = true},
        {.format = RILL_FORMAT_PNG, .width_px = 257, .height_px = 1, .model = RILL_RGBA},
        {.format = RILL_FORMAT_WEBP,
         .width_px = 1,
         .height_px = 1,
         .model = RILL_YCC,
         .h_samp = {2, 1, 1},
         .v_samp = {2, 1, 1},
         .limited_range = true},
        {.format = RILL_FORMAT_PNG, .width_px = 16384, .height_px = 3000, .model = RILL_GRAY},
    };
    fuzz_host host = {0};
    rill_work work = {.host = {.user = &host, .now = fuzz_now}, .deadline_at_ms = 1e9};
    rill_recipe recipe;

#define RILL_LIMIT(field, edge, pipeline, browser, why) work.limits.field = edge;
    RILL_LIMITS(RILL_LIMIT)
#undef RILL_LIMIT
    const rill_status status = rill_recipe_parse(&recipe, &work, (const char *)bytes, n_bytes);
    promise_typed(status, work.where == NULL ? "" : work.where);
    PROMISE(status == RILL_OK || status == RILL_BAD_OPTIONS);
    if (status != RILL_OK)
        return 0;
    promise_recipe(&recipe);
    for (unsigned i = 0; i < sizeof kinds / sizeof *kinds; i++)
        plan_for(&recipe, &work, kinds[i], 1 + fuzz_hash(bytes, n_bytes) % 8);
    return 0;
}
