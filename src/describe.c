/*
 * describe.c - a job in words: the JSON that hosts, the command line and the page show
 */
#include "describe.h"

#include "request/json.h"

#define MS_DECIMALS 3

static const char *format_name(rill_format format)
{
    static const char *const names[] = {"auto", "jpeg", "png", "webp"};
    return names[format];
}

/* The sampling in the usual words, where there is a word. */
static const char *chroma_name(const rill_image_info *info)
{
    const unsigned h = (unsigned)info->h_samp[0] * 10 / (info->h_samp[1] == 0 ? 1 : info->h_samp[1]);
    const unsigned v = (unsigned)info->v_samp[0] * 10 / (info->v_samp[1] == 0 ? 1 : info->v_samp[1]);

    if (h == 10 && v == 10)
        return "4:4:4";
    if (h == 20 && v == 20)
        return "4:2:0";
    if (h == 20 && v == 10)
        return "4:2:2";
    if (h == 10 && v == 20)
        return "4:4:0";
    return h == 40 && v == 10 ? "4:1:1" : "other";
}

static void describe_source(rill_json *json, const rill_job *job)
{
    const rill_image_info *const info = &job->info;
    const bool turned = info->orientation >= 5;

    rill_json_object(json, "source");
    rill_json_string(json, "format", format_name(info->format));
    rill_json_integer(json, "width", turned ? info->height_px : info->width_px);
    rill_json_integer(json, "height", turned ? info->width_px : info->height_px);
    rill_json_integer(json, "storedWidth", info->width_px);
    rill_json_integer(json, "storedHeight", info->height_px);
    rill_json_integer(json, "orientation", info->orientation);
    rill_json_bool(json, "alpha", info->model == RILL_RGBA);
    rill_json_integer(json, "depth", info->depth_bits);
    if (info->model == RILL_YCC)
        rill_json_string(json, "chroma", info->format == RILL_FORMAT_JPEG ? chroma_name(info) : "4:2:0");
    rill_json_bool(json, "gray", info->model == RILL_GRAY);
    rill_json_bool(json, "cmyk", info->cmyk);
    rill_json_bool(json, "progressive", info->progressive);
    rill_json_bool(json, "interlaced", info->interlaced);
    rill_json_bool(json, "animated", info->animated);
    rill_json_integer(json, "frames", info->n_frames);
    rill_json_integer(json, "iccBytes", info->icc_bytes);
    rill_json_integer(json, "bytes", job->source.total_bytes);
    rill_json_end_object(json);
}

static void describe_stages(rill_json *json, const rill_job *job)
{
    const rill_plan *const plan = &job->plan;
    static const char *const scales[] = {"", "decode 1/8", "decode 2/8", "", "decode 4/8", "", "", "", "decode"};

    rill_json_array(json, "stages");
    rill_json_string(json, NULL, plan->decode.blocks ? "blocks" : scales[plan->decode.dct_scale[0]]);
    if (plan->shrink_x > 1 || plan->shrink_y > 1)
        rill_json_string(json, NULL, "shrink");
    if (plan->resample_needed)
        rill_json_string(json, NULL, plan->linear ? "resample light" : "resample");
    if (plan->frame_needed)
        rill_json_string(json, NULL, "frame");
    if (plan->convert_profile)
        rill_json_string(json, NULL, "to sRGB");
    if (plan->pixels_needed && !rill_adjust_is_neutral(&plan->adjust))
        rill_json_string(json, NULL, "adjust");
    if (plan->blur.sigma != 0)
        rill_json_string(json, NULL, "blur");
    if (plan->sharpen.sigma != 0)
        rill_json_string(json, NULL, "sharpen");
    if (plan->radius_px != 0)
        rill_json_string(json, NULL, "radius");
    if (plan->behind.alpha != 0 && (job->info.model == RILL_RGBA || plan->radius_px != 0))
        rill_json_string(json, NULL, "flatten");
    if (plan->pad_needed)
        rill_json_string(json, NULL, "pad");
    if (plan->overlay_needed)
        rill_json_string(json, NULL, "overlay");
    rill_json_string(json, NULL, "encode");
    rill_json_end_array(json);
}

/* Where they lie in the result; of a tiled one, where one of them does. */
static void describe_watermarks(rill_json *json, const rill_watermarks *watermarks)
{
    rill_json_array(json, "watermarks");
    for (uint32_t i = 0; i < watermarks->n; i++) {
        const rill_overlay *const overlay = &watermarks->overlay[i];
        rill_json_object(json, NULL);
        rill_json_integer(json, "left", overlay->left_px);
        rill_json_integer(json, "top", overlay->top_px);
        rill_json_integer(json, "width", overlay->width_px);
        rill_json_integer(json, "height", overlay->height_px);
        rill_json_bool(json, "tile", overlay->period_x_px != 0);
        rill_json_end_object(json);
    }
    rill_json_end_array(json);
}

static void describe_plan(rill_json *json, const rill_job *job)
{
    const rill_plan *const plan = &job->plan;

    rill_json_object(json, "plan");
    rill_json_integer(json, "width", plan->geometry.canvas_width_px);
    rill_json_integer(json, "height", plan->geometry.canvas_height_px);
    rill_json_string(json, "format", format_name(plan->format));
    rill_json_integer(json, "memory", (int64_t)plan->memory_bytes);
    rill_json_bool(json, "exact", !job->recipe.has_trim && job->recipe.max_bytes == 0);
    describe_stages(json, job);
    describe_watermarks(json, &job->watermarks);
    rill_json_end_object(json);
}

static void describe_result(rill_json *json, const rill_job *job)
{
    rill_json_object(json, "result");
    rill_json_string(json, "format", format_name(job->pipeline.format));
    rill_json_integer(json, "width", job->pipeline.width_px);
    rill_json_integer(json, "height", job->pipeline.height_px);
    rill_json_integer(json, "bytes", (int64_t)job->sink.total_bytes);
    rill_json_end_object(json);
}

static void put_ms(rill_json *json, const char *name, double ms)
{
    rill_json_decimal(json, name, ms > 0 ? (uint64_t)(ms * 1000) : 0, MS_DECIMALS);
}

static void describe_times(rill_json *json, const rill_job *job)
{
    const rill_times *const times = &job->work.times;

    rill_json_object(json, "ms");
    put_ms(json, "read", times->read_ms);
    put_ms(json, "decode", times->decode_ms - times->read_ms);
    put_ms(json, "transform", times->pull_ms - times->decode_ms);
    put_ms(json, "encode", times->encode_ms);
    put_ms(json, "total", job->total_ms);
    rill_json_end_object(json);
}

static void describe_warnings(rill_json *json, uint32_t warnings)
{
    static const struct {
        uint32_t bit;
        const char *text;
    } table[] = {
        {RILL_WARN_EXTRA_BYTES, "there are bytes that belong to no picture; they were skipped"},
        {RILL_WARN_BAD_METADATA, "EXIF data or the colour profile is damaged; it was ignored"},
        {RILL_WARN_ODD_HEADER, "header fields contradict each other; the picture was readable all the same"},
        {RILL_WARN_FIRST_FRAME, "the picture is an animation; its first frame was taken"},
        {RILL_WARN_DEPTH, "16 bits a sample were scaled to 8"},
        {RILL_WARN_PROFILE, "the colour profile could not be converted and does not fit the result; it was dropped"},
        {RILL_WARN_METADATA_LEFT, "XMP was left out: it holds a thumbnail, or is larger than 64 KB"},
        {RILL_WARN_COMPRESSED_ANEW,
         "the JPEG could not stay without loss: an edge does not lie between its blocks, or it is not gray or YCbCr"},
    };

    rill_json_array(json, "warnings");
    for (size_t i = 0; i < sizeof table / sizeof table[0]; i++)
        if (warnings & table[i].bit)
            rill_json_string(json, NULL, table[i].text);
    rill_json_end_array(json);
}

size_t rill_describe(const rill_job *job, char *json, size_t json_bytes)
{
    rill_json text;

    rill_json_open(&text, json, json_bytes);
    rill_json_object(&text, NULL);
    rill_json_string(&text, "status", rill_status_name(job->work.status));
    rill_json_string(&text, "where", job->work.where == NULL ? "" : job->work.where);
    rill_json_string(&text, "detail", job->work.detail);
    if (job->has_info)
        describe_source(&text, job);
    if (job->has_plan)
        describe_plan(&text, job);
    if (job->is_done) {
        describe_result(&text, job);
        describe_times(&text, job);
    }
    describe_warnings(&text, job->work.warnings);
    rill_json_end_object(&text);
    return rill_json_close(&text);
}
