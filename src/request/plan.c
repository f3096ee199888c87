/*
 * plan.c - which stages run, in which sizes, and how much memory they take
 */
#include "request/plan.h"

#include "base/whole_numbers.h"
#include "source/icc.h"

#include <string.h>

/* Linear memory of the module before a job: its data, its stack, the window and the heap's own records; measured. */
#define MODULE_BYTES (352u * 1024)
#define PAGE_BYTES 65536u

/* Above this size nothing is held just to see whether an alpha channel is opaque, or a palette enough. */
#define FRAME_MAX_PX RILL_MEGA(16)

/* DCT scaling leaves the resampler at least this factor, or barely filtered box averages give moire (decision 0002). */
#define DCT_MIN_FACTOR_NUM 3
#define DCT_MIN_FACTOR_DEN 2

/* Box averages start at this factor and leave the resampler 4 to 8. */
#define SHRINK_FROM_FACTOR 8
#define SHRINK_LEAVES_FACTOR 4
/* No plane is left more than this: six windows of it and the padding fit into RILL_TAPS_MAX. */
#define SHRINK_LEAVES_AT_MOST 32

/* ---- colours and formats ---- */

static rill_colour colour_of(uint32_t rgba)
{
    return (rill_colour){(uint8_t)(rgba >> 24), (uint8_t)(rgba >> 16), (uint8_t)(rgba >> 8), (uint8_t)rgba};
}

static bool keeps_alpha(rill_format format)
{
    return format != RILL_FORMAT_JPEG;
}

static bool is_neutral(rill_colour colour)
{
    return colour.red == colour.green && colour.green == colour.blue;
}

static void decide_format(rill_plan *plan, const rill_recipe *recipe, const rill_image_info *info)
{
    const bool alpha = info->model == RILL_RGBA || plan->radius_px != 0;

    plan->overlay_needed = recipe->n_watermarks > 0;
    plan->format = recipe->has_format ? recipe->format : info->format;
    plan->bars = plan->behind = (rill_colour){0, 0, 0, 0};
    if (recipe->has_background)
        plan->bars = plan->behind = colour_of(recipe->background_rgba);
    plan->pad_needed = plan->geometry.canvas_width_px != plan->geometry.width_px ||
                       plan->geometry.canvas_height_px != plan->geometry.height_px;

    /* 'auto' without a source of alpha is JPEG; transparent bars count as alpha */
    if (plan->format == RILL_FORMAT_AUTO && !alpha)
        plan->format =
            plan->pad_needed && recipe->has_background && plan->bars.alpha != 255 ? RILL_FORMAT_PNG : RILL_FORMAT_JPEG;
    if (plan->format == RILL_FORMAT_AUTO && recipe->has_background && plan->behind.alpha == 255)
        plan->format = RILL_FORMAT_JPEG;
    if (plan->format == RILL_FORMAT_JPEG) {
        const rill_colour white = {255, 255, 255, 255};
        if (!recipe->has_background)
            plan->bars = plan->behind = white;
        plan->bars.alpha = plan->behind.alpha = 255; /* JPEG has no alpha: the colour itself is used */
    }
    const bool gray_around =
        !plan->overlay_needed && (!(plan->pad_needed || plan->radius_px != 0) || is_neutral(plan->bars));
    plan->gray_result =
        (recipe->grayscale || (info->model == RILL_GRAY && gray_around)) && plan->adjust.tint.alpha == 0;
    plan->settle_alpha = alpha && plan->radius_px == 0 && plan->behind.alpha != 255 &&
                         plan->format != RILL_FORMAT_WEBP &&
                         (uint64_t)plan->geometry.width_px * plan->geometry.height_px <= FRAME_MAX_PX;
    /* Too large to look first: keep the alpha channel that the header promises. */
    if (plan->format == RILL_FORMAT_AUTO && !plan->settle_alpha)
        plan->format = RILL_FORMAT_PNG;
}

/* What is done to whole pixels of the picture, before anything is put behind or around it. */
static void decide_pixels(rill_plan *plan, const rill_recipe *recipe)
{
    plan->adjust = (rill_adjust_plan){
        .brightness = recipe->brightness,
        .contrast = recipe->contrast,
        .gamma = recipe->gamma,
        .saturation = recipe->saturation,
        .tint = recipe->has_tint ? colour_of(recipe->tint_rgba) : (rill_colour){0, 0, 0, 0},
    };
    plan->blur = (rill_blur_plan){.sigma = recipe->blur_sigma};
    if (recipe->sharpen_amount != 0)
        plan->sharpen = (rill_blur_plan){.sigma = recipe->sharpen_sigma, .amount = recipe->sharpen_amount};
    plan->radius_px = recipe->radius_px;
    plan->pixels_needed = !rill_adjust_is_neutral(&plan->adjust) || plan->blur.sigma != 0 || plan->sharpen.sigma != 0 ||
                          plan->radius_px != 0;
    plan->gray_first = plan->pixels_needed && recipe->grayscale;
}

/* YCbCr stays planes unless something needs whole pixels of RGB. */
static void decide_models(rill_plan *plan, const rill_recipe *recipe, const rill_image_info *info)
{
    const bool planes = info->model == RILL_YCC && !plan->linear;

    plan->luma_only = planes && recipe->grayscale && !plan->convert_profile;
    plan->to_rgb = planes && !plan->luma_only &&
                   (plan->pad_needed || plan->convert_profile || plan->pixels_needed || plan->overlay_needed ||
                    plan->format == RILL_FORMAT_PNG || (plan->format == RILL_FORMAT_WEBP && recipe->lossless));
}

/* Where no sample lies between those of the source, there is nothing to average. */
static bool moves_samples(const rill_axis *axis)
{
    return (axis->step != axis->den && axis->step != -axis->den) || axis->offset % axis->den != 0;
}

/* ---- colour profiles ---- */

/* Of a gray profile: the pixels are gray, too.  libpng has seen to that already, also where there is alpha. */
static bool profile_fits_source(const rill_image_info *info, rill_icc_space space)
{
    if (space == RILL_ICC_GRAY)
        return info->model == RILL_GRAY || info->format == RILL_FORMAT_PNG;
    return space == RILL_ICC_RGB && !info->cmyk;
}

/* Gray WebPs are colour pictures. */
static bool profile_fits_result(const rill_plan *plan, const rill_image_info *info, rill_icc_space space)
{
    if (space == RILL_ICC_GRAY)
        return plan->gray_result && plan->format != RILL_FORMAT_WEBP;
    return space == RILL_ICC_RGB && !info->cmyk && !plan->gray_result;
}

/* Convert, keep, or drop; dropping what meant something is told. */
static void decide_profile(rill_plan *plan, rill_work *work, const rill_recipe *recipe, const rill_image_info *info)
{
    if (info->icc_bytes == 0 || recipe->icc == RILL_ICC_STRIP)
        return;
    const rill_icc_space space = rill_icc_space_of(info->icc, info->icc_bytes);
    const bool is_srgb = rill_icc_is_srgb(info->icc, info->icc_bytes);

    if (recipe->icc == RILL_ICC_TO_SRGB && is_srgb)
        return;
    if (recipe->icc == RILL_ICC_TO_SRGB && profile_fits_source(info, space))
        plan->convert_profile = rill_icc_to_srgb(info->icc, info->icc_bytes, &plan->to_srgb);
    if (plan->convert_profile)
        return;
    if (profile_fits_result(plan, info, space)) {
        plan->encode.icc = info->icc;
        plan->encode.icc_bytes = info->icc_bytes;
    } else if (!is_srgb) {
        work->warnings |= RILL_WARN_PROFILE;
    }
}

/* ---- the chain's frames ---- */

static bool gray_stays_limited(const rill_plan *plan)
{
    return plan->format == RILL_FORMAT_WEBP && !plan->encode.lossless && !plan->pad_needed && !plan->convert_profile &&
           !plan->pixels_needed && !plan->overlay_needed;
}

/* What resample sends: the result's model, size and sampling, before any quarter turn. */
static rill_frame resampled_frame(const rill_plan *plan, const rill_image_info *info)
{
    const rill_geometry *const geometry = &plan->geometry;
    const uint32_t width_px = geometry->turned ? geometry->height_px : geometry->width_px;
    const uint32_t height_px = geometry->turned ? geometry->width_px : geometry->height_px;
    const bool lossy_webp = plan->format == RILL_FORMAT_WEBP && !plan->encode.lossless;
    const bool halved = !plan->to_rgb && !(plan->format == RILL_FORMAT_JPEG && plan->encode.full_chroma);
    rill_frame frame;

    if (plan->linear)
        return rill_frame_packed(info->model == RILL_RGBA ? RILL_RGBA : RILL_RGBX, width_px, height_px);
    if (info->model == RILL_YCC && !plan->luma_only)
        return rill_frame_ycc(width_px, height_px, halved, halved, lossy_webp && !plan->to_rgb);
    frame = rill_frame_packed(plan->luma_only ? RILL_GRAY : info->model, width_px, height_px);
    frame.limited_range = frame.model == RILL_GRAY && gray_stays_limited(plan);
    return frame;
}

/* The smallest N of N/8 that leaves every axis the minimum factor. */
static uint8_t dct_scale_for(const rill_resample_plan *resample, const rill_frame *full, uint32_t p)
{
    const rill_plane *const from = &full->plane[p];
    const rill_plane *const to = &resample->to.plane[p];

    for (uint8_t n = 1; n < 8; n = (uint8_t)(n * 2)) {
        rill_sampling across, down;
        const rill_grid x = {.span = from->x.span * 8, .den = from->x.den * n};
        const rill_grid y = {.span = from->y.span * 8, .den = from->y.den * n};
        rill_sampling_make(&across, &resample->across, &x, from->width_px, &to->x, p > 0);
        rill_sampling_make(&down, &resample->down, &y, from->height_px, &to->y, p > 0);
        if (rill_sampling_at_least(&across, DCT_MIN_FACTOR_NUM, DCT_MIN_FACTOR_DEN) &&
            rill_sampling_at_least(&down, DCT_MIN_FACTOR_NUM, DCT_MIN_FACTOR_DEN))
            return n;
    }
    return 8;
}

static void decide_decode(rill_plan *plan, const rill_decoder_class *decoder, const rill_image_info *info)
{
    rill_frame full;

    plan->decode = (rill_decode_plan){.dct_scale = {8, 8, 8}, .luma_only = plan->luma_only};
    /* DCT scaling averages stored values. */
    if (!info->dct_scalable || plan->linear || plan->resample.across.kernel == RILL_KERNEL_NEAREST)
        return;
    decoder->frame(info, &plan->decode, &full);
    for (uint32_t p = 0; p < plan->resample.to.n_planes; p++)
        plan->decode.dct_scale[p] = dct_scale_for(&plan->resample, &full, p);
}

/* What box averages and resampling get: for linear light, pixels. */
static rill_frame pixels_frame(rill_plan *plan, const rill_frame *decoded)
{
    if (!plan->linear || decoded->model == RILL_RGBX || decoded->model == RILL_RGBA)
        return *decoded;
    if (decoded->model == RILL_YCC) {
        plan->raise = rill_raise_chroma(decoded);
        plan->raise_needed = !rill_resample_is_identity(&plan->raise, decoded);
    }
    return rill_frame_packed(RILL_RGBX, decoded->width_px, decoded->height_px);
}

/* Of the plane that is reduced least, and of the one that is reduced most. */
typedef struct factors {
    uint32_t least, most;
} factors;

static void see_factor(factors *seen, const rill_sampling *sampling)
{
    const uint32_t factor = rill_sampling_factor(sampling);

    if (factor < seen->least)
        seen->least = factor;
    if (factor > seen->most)
        seen->most = factor;
}

/* As the least reduced plane allows; more where odd sampling factors leave another one far denser. */
static uint32_t shrink_factor(const factors *seen)
{
    const uint32_t allowed = seen->least < SHRINK_FROM_FACTOR ? 1 : seen->least / SHRINK_LEAVES_FACTOR;
    const uint32_t needed = seen->most / SHRINK_LEAVES_AT_MOST + 1;

    return allowed > needed ? allowed : needed;
}

/* The same box for all planes. */
static void decide_shrink(rill_plan *plan, const rill_frame *pixels)
{
    factors x = {UINT32_MAX, 0}, y = {UINT32_MAX, 0};

    for (uint32_t p = 0; p < plan->resample.to.n_planes; p++) {
        const rill_plane *const from = &pixels->plane[p];
        const rill_plane *const to = &plan->resample.to.plane[p];
        rill_sampling across, down;
        rill_sampling_make(&across, &plan->resample.across, &from->x, from->width_px, &to->x, p > 0);
        rill_sampling_make(&down, &plan->resample.down, &from->y, from->height_px, &to->y, p > 0);
        see_factor(&x, &across);
        see_factor(&y, &down);
    }
    const bool nearest = plan->resample.across.kernel == RILL_KERNEL_NEAREST;
    plan->shrink_x = nearest ? 1 : shrink_factor(&x);
    plan->shrink_y = nearest ? 1 : shrink_factor(&y);
}

/* Nothing happens to the picture but a move by whole pixels. */
static bool only_moves(const rill_plan *plan)
{
    return !moves_samples(&plan->geometry.x) && !moves_samples(&plan->geometry.y) && !plan->to_rgb &&
           !plan->convert_profile && !plan->pixels_needed && !plan->pad_needed && !plan->overlay_needed &&
           plan->room_bytes == 0;
}

static bool may_keep_blocks(const rill_plan *plan, const rill_recipe *recipe, const rill_image_info *info)
{
    return recipe->lossless && plan->format == RILL_FORMAT_JPEG && info->format == RILL_FORMAT_JPEG && only_moves(plan);
}

/* What lies between decoder and encoder, up to where the frame is held. */
static void decide_stages(rill_plan *plan, const rill_frame *pixels)
{
    decide_shrink(plan, pixels);
    const rill_frame shrunk = rill_shrink_frame(pixels, plan->shrink_x, plan->shrink_y);
    plan->resample_needed = !rill_resample_is_identity(&plan->resample, &shrunk);
    plan->frame = (rill_frame_plan){.turned = plan->geometry.turned, .reversed = plan->resample.down.step < 0};
    plan->frame_needed = plan->frame.turned || plan->frame.reversed || plan->settle_alpha;
}

/* ---- memory ---- */

/* The frame that reaches the encoder; the format is known, alpha as the header promises it. */
static rill_frame encoded_frame(const rill_plan *plan, const rill_frame *turned, rill_format format)
{
    const uint32_t width_px = plan->geometry.canvas_width_px;
    const uint32_t height_px = plan->geometry.canvas_height_px;
    const bool halved = !plan->encode.full_chroma;
    const bool alpha =
        keeps_alpha(format) && (((turned->model == RILL_RGBA || plan->radius_px != 0) && plan->behind.alpha != 255) ||
                                (plan->pad_needed && plan->bars.alpha != 255));

    if (format == RILL_FORMAT_WEBP && !alpha && !plan->encode.lossless)
        return rill_frame_ycc(width_px, height_px, true, true, true);
    if (format == RILL_FORMAT_WEBP)
        return rill_frame_packed(alpha ? RILL_RGBA : RILL_RGBX, width_px, height_px);
    if (plan->gray_result && !alpha)
        return rill_frame_packed(RILL_GRAY, width_px, height_px);
    if (format == RILL_FORMAT_JPEG)
        return rill_frame_ycc(width_px, height_px, halved, halved, false);
    return rill_frame_packed(alpha ? RILL_RGBA : RILL_RGBX, width_px, height_px);
}

static uint64_t larger(uint64_t a, uint64_t b)
{
    return a > b ? a : b;
}

static uint32_t short_side_px(const rill_geometry *geometry)
{
    return rill_smaller(geometry->canvas_width_px, geometry->canvas_height_px);
}

static uint64_t encoder_bytes(const rill_plan *plan, const rill_frame *turned)
{
    const bool open = plan->format == RILL_FORMAT_AUTO;
    const rill_format format = open ? RILL_FORMAT_PNG : plan->format;
    const rill_frame frame = encoded_frame(plan, turned, format);
    const rill_frame jpeg = encoded_frame(plan, turned, RILL_FORMAT_JPEG);
    const uint64_t bytes = rill_encoder_for(format)->memory_bytes(&frame, &plan->encode);

    return open ? larger(bytes, rill_jpeg_encoder.memory_bytes(&jpeg, &plan->encode)) : bytes;
}

/* With 'maxBytes' the frame is held once more, as the encoder takes it, and the encoder comes after what made it. */
static uint64_t tries_bytes(const rill_plan *plan, const rill_frame *turned, uint64_t frame_made_bytes)
{
    const rill_format format = plan->format == RILL_FORMAT_AUTO ? RILL_FORMAT_PNG : plan->format;
    const rill_frame frame = encoded_frame(plan, turned, format);

    return rill_max_bytes_memory_bytes(&frame, plan->room_bytes) +
           larger(frame_made_bytes, encoder_bytes(plan, turned));
}

/* One piece of the result is filled while the host has another; a result that cannot fill one takes one. */
static uint64_t sink_bytes(const rill_plan *plan)
{
    const uint64_t px = (uint64_t)plan->geometry.canvas_width_px * plan->geometry.canvas_height_px;
    const uint64_t result_bytes = px * (plan->format == RILL_FORMAT_JPEG ? 3 : 5); /* noise in full quality */

    return (result_bytes < RILL_SINK_PIECE_BYTES ? 1 : 2) * (uint64_t)RILL_SINK_PIECE_BYTES;
}

/* Stages of whole pixels; some need gray made colour, and gray again. */
static uint64_t pixels_bytes(const rill_plan *plan)
{
    const uint32_t width_px = plan->geometry.width_px;
    uint64_t bytes = 0;

    if (!plan->pixels_needed)
        return 0;
    bytes += rill_adjust_memory_bytes(width_px) + 2 * rill_colour_memory_bytes(width_px);
    if (plan->blur.sigma != 0)
        bytes += rill_blur_memory_bytes(width_px, plan->geometry.height_px, &plan->blur);
    if (plan->sharpen.sigma != 0)
        bytes += rill_blur_memory_bytes(width_px, plan->geometry.height_px, &plan->sharpen);
    return bytes + rill_radius_memory_bytes(width_px);
}

static void add_up_memory(rill_plan *plan, const rill_decoder_class *decoder, const rill_image_info *info,
                          const rill_frame *decoded, const rill_frame *pixels)
{
    const rill_frame shrunk = rill_shrink_frame(pixels, plan->shrink_x, plan->shrink_y);
    const rill_frame turned = rill_turned_frame(&plan->resample.to, plan->geometry.turned);
    const uint32_t canvas_width_px = plan->geometry.canvas_width_px;
    uint64_t before = decoder->memory_bytes(info, &plan->decode); /* while rows still come from the source */
    uint64_t after = rill_flatten_memory_bytes(&turned) + 2 * rill_colour_memory_bytes(canvas_width_px) +
                     rill_subsample_memory_bytes(canvas_width_px);

    if (plan->raise_needed)
        before += rill_resample_memory_bytes(&plan->raise, decoded);
    if (plan->linear)
        before += rill_colour_memory_bytes(decoded->width_px);
    if (plan->shrink_x > 1 || plan->shrink_y > 1)
        before += rill_shrink_memory_bytes(pixels, plan->shrink_x, plan->shrink_y, plan->linear);
    if (plan->trim_open)
        before +=
            rill_shrink_memory_bytes(pixels, 1, 1, plan->linear) + rill_resample_memory_bound(&plan->resample, pixels);
    else if (plan->resample_needed)
        before += rill_resample_memory_bytes(&plan->resample, &shrunk);
    if (plan->convert_profile)
        after += rill_to_srgb_memory_bytes(turned.width_px);
    after += pixels_bytes(plan);
    if (plan->pad_needed)
        after += rill_pad_memory_bytes(canvas_width_px);
    if (plan->overlay_needed)
        after += rill_overlay_memory_bytes(canvas_width_px) + 2 * rill_colour_memory_bytes(canvas_width_px);
    if (plan->decode.blocks)
        after += rill_jpeg_encoder.memory_bytes(decoded, &plan->encode);
    else if (plan->room_bytes == 0)
        after += encoder_bytes(plan, &turned);

    /* A held frame separates the two halves in time: what comes before it is given back. */
    uint64_t bytes = before + after;
    if (plan->frame_needed)
        bytes = larger(before, after) + rill_frame_memory_bytes(&plan->resample.to);
    plan->pixel_bytes = before + rill_colour_memory_bytes(turned.width_px) +
                        rill_to_srgb_memory_bytes(turned.width_px) +
                        (plan->frame_needed ? rill_frame_memory_bytes(&plan->resample.to) : 0);
    if (plan->room_bytes != 0) /* small parts of the tail stay while the encoder runs */
        bytes = after + tries_bytes(plan, &turned, bytes);
    bytes += sink_bytes(plan);
    bytes += plan->metadata_bytes;
    bytes += bytes / 16; /* the allocator's own records and gaps */
    bytes += MODULE_BYTES;
    plan->memory_bytes = (bytes + PAGE_BYTES - 1) / PAGE_BYTES * PAGE_BYTES;
}

/* ---- walls ---- */

static rill_status check_result(const rill_plan *plan, rill_work *work)
{
    const uint32_t width_px = plan->geometry.canvas_width_px;
    const uint32_t height_px = plan->geometry.canvas_height_px;
    const uint32_t side_px = width_px > height_px ? width_px : height_px;
    const uint32_t format_max_px = plan->format == RILL_FORMAT_WEBP ? RILL_MAX_WEBP_SIDE_PX : RILL_MAX_JPEG_SIDE_PX;
    const uint32_t max_px =
        format_max_px < work->limits.max_output_side_px ? format_max_px : work->limits.max_output_side_px;

    if (side_px > max_px)
        return rill_fail(work, RILL_TOO_MANY_PIXELS, "plan", "the result would be %u x %u pixels, a side may have %u",
                         (unsigned)width_px, (unsigned)height_px, (unsigned)max_px);
    return RILL_OK;
}

static void decide_encode(rill_plan *plan, const rill_recipe *recipe, const rill_image_info *info)
{
    plan->encode = (rill_encode_plan){
        .quality = recipe->quality,
        .lossless = recipe->lossless,
        .progressive = recipe->progressive,
        .full_chroma = recipe->full_chroma,
        .effort = recipe->effort,
        .alpha_quality = recipe->alpha_quality,
        .or_smaller = plan->trim_open || recipe->max_bytes != 0,
        .colours = recipe->colours,
        .dither = recipe->dither,
        .few_colours = info->few_colours &&
                       (uint64_t)plan->geometry.canvas_width_px * plan->geometry.canvas_height_px <= FRAME_MAX_PX,
        .exif = info->kept.exif,
        .exif_bytes = info->kept.exif_bytes,
        .xmp = info->kept.xmp,
        .xmp_bytes = info->kept.xmp_bytes,
    };
}

static void decide_result(rill_plan *plan, rill_work *work, const rill_recipe *recipe, const rill_image_info *info)
{
    const rill_geometry *const geometry = &plan->geometry;

    decide_pixels(plan, recipe);
    decide_format(plan, recipe, info);
    decide_encode(plan, recipe, info);
    decide_profile(plan, work, recipe, info);
    plan->room_bytes = rill_max_bytes_room(recipe->max_bytes, &plan->encode,
                                           (uint64_t)geometry->canvas_width_px * geometry->canvas_height_px);
    plan->linear = recipe->linear && (plan->trim_open || moves_samples(&geometry->x) || moves_samples(&geometry->y));
    decide_models(plan, recipe, info);
}

/*
 * Which part of the picture 'trim' leaves is known once all pixels were seen: a bound
 * for any part.  It may have bars where the whole picture has none, and the reverse.
 */
static void add_up_any_part(rill_plan *plan, rill_work *work, const rill_recipe *recipe, const rill_image_info *info)
{
    const rill_decoder_class *const decoder = rill_decoder_for(info->format);
    const uint32_t warnings = work->warnings; /* of the real plan */

    for (uint32_t bars_px = 0; bars_px < 2; bars_px++) {
        rill_plan any = *plan;
        rill_frame decoded;
        any.trim_open = true;
        rill_geometry_widen(&any.geometry, recipe, work->limits.max_output_side_px);
        any.geometry.canvas_width_px += bars_px;
        decide_result(&any, work, recipe, info);
        any.encode.few_colours = info->few_colours; /* a small part may be held */
        any.resample.to = resampled_frame(&any, info);
        any.resample.linear = any.linear;
        any.decode = (rill_decode_plan){.dct_scale = {8, 8, 8}, .luma_only = any.luma_only};
        any.shrink_x = any.shrink_y = 1;
        decoder->frame(info, &any.decode, &decoded);
        const rill_frame pixels = pixels_frame(&any, &decoded);
        any.frame_needed = any.frame.turned || any.frame.reversed || any.settle_alpha;
        add_up_memory(&any, decoder, info, &decoded, &pixels);
        plan->memory_bytes = larger(plan->memory_bytes, any.memory_bytes);
        plan->pixel_bytes = larger(plan->pixel_bytes, any.pixel_bytes);
        plan->short_side_px = (uint32_t)larger(plan->short_side_px, short_side_px(&any.geometry));
    }
    if (recipe->lossless && plan->format == RILL_FORMAT_JPEG && info->format == RILL_FORMAT_JPEG) {
        rill_plan any = *plan;
        rill_frame blocks;
        rill_plan_all_blocks(&any, info);
        decoder->frame(info, &any.decode, &blocks);
        add_up_memory(&any, decoder, info, &blocks, &blocks);
        plan->memory_bytes = larger(plan->memory_bytes, any.memory_bytes);
    }
    work->warnings = warnings;
}

rill_status rill_plan_make(rill_plan *plan, rill_work *work, const rill_recipe *recipe, const rill_image_info *info)
{
    const rill_decoder_class *const decoder = rill_decoder_for(info->format);
    rill_frame decoded;

    memset(plan, 0, sizeof *plan);
    RILL_TRY(rill_geometry_make(&plan->geometry, work, recipe, info));
    decide_result(plan, work, recipe, info);
    if (!recipe->has_trim) /* else the result's size is not known */
        RILL_TRY(check_result(plan, work));

    const bool turned = plan->geometry.turned;
    plan->resample = (rill_resample_plan){.across = turned ? plan->geometry.y : plan->geometry.x,
                                          .down = turned ? plan->geometry.x : plan->geometry.y,
                                          .to = resampled_frame(plan, info),
                                          .linear = plan->linear};
    decide_decode(plan, decoder, info);
    plan->shrink_x = plan->shrink_y = 1;
    if (may_keep_blocks(plan, recipe, info) && !rill_plan_blocks(plan, info) && !recipe->has_trim)
        work->warnings |= RILL_WARN_COMPRESSED_ANEW;
    decoder->frame(info, &plan->decode, &decoded);
    const rill_frame pixels = pixels_frame(plan, &decoded);
    if (!plan->decode.blocks)
        decide_stages(plan, &pixels);

    plan->metadata_bytes = recipe->metadata == RILL_METADATA_NONE ? 0 : RILL_METADATA_HEAP_BYTES;
    plan->short_side_px = short_side_px(&plan->geometry);
    add_up_memory(plan, decoder, info, &decoded, &pixels);
    if (recipe->has_trim)
        add_up_any_part(plan, work, recipe, info);
    if (plan->memory_bytes > work->limits.max_memory_bytes)
        return rill_fail(work, RILL_MEMORY_LIMIT, "plan", "the job may need %lu bytes of the %lu it may use",
                         (unsigned long)plan->memory_bytes, (unsigned long)work->limits.max_memory_bytes);
    return RILL_OK;
}
