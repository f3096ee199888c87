/*
 * fuzz_transform.c - whole jobs: the first 16 bytes choose options and troubles, the rest is the picture
 *
 * Promises: every outcome is typed; a job in slices, planned from a prefix, has the bytes
 * of a straight one; what came out is a picture of the told size, and of no more bytes than
 * maxBytes; memory that runs out is MEMORY_LIMIT and nothing else; bytes that the store
 * loses are SOURCE_ERROR.
 */
#include "fuzz_job.h"

#include "describe.h"
#include "png_mutator.h"
#include "request/options.h"

#define CHOICE_BYTES 16
#define OUTPUT_BYTES_MAX (16u << 20)

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n_bytes);
size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t n_bytes, size_t max_bytes, unsigned seed);

size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t n_bytes, size_t max_bytes, unsigned seed)
{
    if (n_bytes <= CHOICE_BYTES || seed % 8 == 0)
        return LLVMFuzzerMutate(data, n_bytes, max_bytes);
    return CHOICE_BYTES +
           mutate_picture(data + CHOICE_BYTES, n_bytes - CHOICE_BYTES, max_bytes - CHOICE_BYTES, seed / 8);
}

/* ---- options from bytes ---- */

typedef struct text {
    char bytes[2000];
    size_t n_bytes;
} text;

static void add(text *json, const char *piece)
{
    const size_t n_bytes = strlen(piece);

    PROMISE(json->n_bytes + n_bytes < sizeof json->bytes);
    memcpy(json->bytes + json->n_bytes, piece, n_bytes + 1);
    json->n_bytes += n_bytes;
}

static void add_option(text *json, const char *name, const char *value)
{
    add(json, json->n_bytes > 1 ? ",\"" : "\"");
    add(json, name);
    add(json, "\":");
    add(json, value);
}

static void add_number(text *json, const char *name, unsigned value)
{
    char digits[16];

    snprintf(digits, sizeof digits, "%u", value);
    add_option(json, name, digits);
}

/* Any value of an option, by its row in the table; numbers near the low end, where results are small. */
static void add_any_value(text *json, rill_option_id id, unsigned choice)
{
    const rill_option *const row = &rill_options[id];
    const unsigned low = (unsigned)row->low, range = (unsigned)(row->high - row->low) + 1;
    char value[64], list[200];

    switch (row->type) {
    case RILL_TYPE_INT:
        snprintf(value, sizeof value, "%u", low + choice % (range < 300 ? range : 40));
        break;
    case RILL_TYPE_DECIMAL: {
        const unsigned number = low + (choice & 1 ? choice % range : choice % (range < 30000 ? range : 30000));
        snprintf(value, sizeof value, "%u.%04u", number / 10000, number % 10000);
        break;
    }
    case RILL_TYPE_FLAG:
        snprintf(value, sizeof value, "%s", choice & 1 ? "true" : "false");
        break;
    case RILL_TYPE_COLOUR:
        snprintf(value, sizeof value, "\"%08x\"", choice * 2654435761u);
        break;
    case RILL_TYPE_SIDES:
        snprintf(value, sizeof value, choice & 1 ? "[%u,%u,0,1]" : "[0.%u,0.%u,0,0.1]", choice / 2 % 32,
                 choice / 64 % 9);
        break;
    case RILL_TYPE_ENUM: {
        unsigned n_words = 1;
        rill_option_words(id, list, sizeof list);
        for (const char *c = list; *c != '\0'; c++)
            n_words += *c == ',';
        const char *first = list;
        for (unsigned skipped = choice % n_words; skipped > 0; first += *first == ',' ? 2 : 0, skipped--)
            first += strcspn(first, ",");
        snprintf(value, sizeof value, "\"%.*s\"", (int)strcspn(first, ","), first);
        break;
    }
    default: /* each has a line of its own in make_request() */
        return;
    }
    add_option(json, row->name, value);
}

/* Options that make_request() does not name: what is new in the table is tried without a line here. */
static void add_other_options(text *json, const uint8_t choice[2])
{
    uint32_t state = choice[0] * 256u + choice[1];

    for (unsigned id = 0; id < RILL_N_OPTIONS && choice[0] != 0; id++) {
        char key[64];
        snprintf(key, sizeof key, "\"%s\":", rill_options[id].name);
        state = state * 1664525u + 1013904223u;
        if (state >> 30 == 0 && strstr(json->bytes, key) == NULL && strcmp(rill_options[id].name, "width") != 0 &&
            strcmp(rill_options[id].name, "height") != 0)
            add_any_value(json, (rill_option_id)id, state >> 7);
    }
}

static const char *word(const char *const *words, unsigned n, unsigned choice)
{
    return words[choice % n];
}

static bool has_watermarks(const uint8_t choice[CHOICE_BYTES])
{
    return choice[9] >= 200;
}

static void make_request(text *json, const uint8_t choice[CHOICE_BYTES])
{
    static const char *const formats[] = {"\"jpeg\"", "\"png\"", "\"webp\"", "\"auto\""};
    static const char *const fits[] = {"\"cover\"", "\"contain\"", "\"fill\"", "\"inside\"", "\"outside\""};
    static const char *const positions[] = {"\"top\"", "\"right-bottom\"", "\"0.1x0.77\"", "\"left\""};
    static const char *const backgrounds[] = {"\"white\"", "\"ff000080\"", "\"transparent\"", "\"808080\""};
    static const char *const turns[] = {"0", "90", "180", "270"};
    static const char *const crops[] = {"[0,0,0.5,0.5]", "[0.3,0.1,0.7,0.9]", "[1,1,3,2]", "[0,0,100,1]",
                                        "[0,7,9,1000]"};
    static const char *const profiles[] = {"\"keep\"", "\"strip\"", "\"srgb\""};
    static const char *const metadata[] = {"\"keep\"", "\"copyright\"", "\"none\""};
    const unsigned flags = choice[0], few = choice[10] >> 1 & 63;

    *json = (text){"{", 1};
    if (choice[1] & 1)
        add_option(json, "format", word(formats, 4, choice[1] >> 1));
    if (choice[2] != 0)
        add_number(json, "width", choice[2]);
    if (choice[3] != 0)
        add_number(json, "height", choice[3]);
    if (choice[4] & 1)
        add_option(json, "fit", word(fits, 5, choice[4] >> 1));
    if (choice[5] & 1)
        add_option(json, "position", word(positions, 4, choice[5] >> 1));
    if (choice[6] & 1)
        add_option(json, "background", word(backgrounds, 4, choice[6] >> 1));
    if (choice[7] & 1)
        add_option(json, "crop", word(crops, 5, choice[7] >> 1));
    add_option(json, "rotate", word(turns, 4, choice[8]));
    add_number(json, "quality", 1 + choice[9] % 100);
    if (choice[10] & 128)
        add_number(json, "maxBytes", 100 + 8 * few * few);
    if (choice[14] & 1)
        add_option(json, "icc", word(profiles, 3, choice[14] >> 1));
    if (choice[14] & 8)
        add_option(json, "metadata", word(metadata, 3, choice[14] >> 4));
    if (choice[14] & 64)
        add_option(json, "linear", "true");
    if (has_watermarks(choice)) {
        add_option(json, "watermarkScale", choice[5] & 16 ? "[0.02,1]" : "0.3");
        add_option(json, "watermarkPosition", word(positions, 4, choice[5] >> 5));
        add_option(json, "watermarkTile", choice[5] & 8 ? "true" : "false");
    }
    for (unsigned i = 0; i < 5; i++) {
        static const char *const names[] = {"flip", "flop", "grayscale", "lossless", "enlarge"};
        if (flags >> i & 1)
            add_option(json, names[i], "true");
    }
    add_other_options(json, choice + 14);
    add(json, "}");
}

/* ---- a job ---- */

typedef struct run {
    fuzz_host host;
    uint32_t slice_units;
    uint32_t prefix_bytes; /* what is there while planning; 0: everything */
    uint32_t fail_at;
    rill_status status;
    bool planned;
    uint32_t width_px, height_px, max_bytes;
    uint8_t *result;
    size_t n_bytes;
} run;

static rill_status plan(rill_job *job, run *run)
{
    rill_status status;

    run->host.there_bytes =
        run->prefix_bytes != 0 && run->prefix_bytes < run->host.total_bytes ? run->prefix_bytes : run->host.total_bytes;
    while ((status = rill_job_plan(job)) == RILL_MORE) {
        PROMISE(rill_job_need_bytes(job) > run->host.there_bytes && rill_job_need_bytes(job) <= run->host.total_bytes);
        run->host.there_bytes = rill_job_need_bytes(job);
    }
    run->host.there_bytes = run->host.total_bytes;
    return status;
}

static rill_status finish(rill_job *job, run *run)
{
    rill_status status;

    do {
        const uint8_t *bytes;
        size_t n_bytes;
        status = rill_job_run(job);
        while (rill_job_take(job, &bytes, &n_bytes) == RILL_OK) {
            PROMISE(run->n_bytes + n_bytes <= OUTPUT_BYTES_MAX);
            memcpy(run->result + run->n_bytes, bytes, n_bytes);
            run->n_bytes += n_bytes;
        }
    } while (status == RILL_MORE);
    return status;
}

static void run_job(run *run, const char *request)
{
    const rill_setup setup = {
        .host = {.user = &run->host, .read = fuzz_read, .now = fuzz_now},
        .profile = RILL_PROFILE_EDGE,
        .total_bytes = run->host.total_bytes,
        .max_memory_bytes = FUZZ_MEMORY_BYTES,
        .slice_units = run->slice_units,
        .n_watermarks = run->host.n_watermarks,
        .watermark_bytes = {run->host.total_bytes, run->host.total_bytes},
    };
    static char description[16384];
    rill_job *job = NULL;

    run->status = rill_job_open(&job, &setup, request, strlen(request));
    if (run->status == RILL_OK) {
        /* Internals: fewer pixels than any profile has, and allocations that fail. */
        job->work.limits.max_pixels = FUZZ_PIXELS_MAX;
        job->work.limits.max_watermark_pixels = FUZZ_PIXELS_MAX;
        job->work.heap.fail_at = run->fail_at;
        run->status = plan(job, run);
    }
    if (run->status == RILL_OK) {
        run->planned = true;
        run->status = finish(job, run);
        run->width_px = job->pipeline.width_px; /* trim and maxBytes know them now */
        run->height_px = job->pipeline.height_px;
        run->max_bytes = job->recipe.max_bytes;
    }
    promise_typed(run->status, rill_job_error(job)->where);
    PROMISE(run->status == rill_job_error(job)->status);
    PROMISE(run->status == RILL_OK || rill_job_run(job) == run->status); /* the first error sticks */
    const size_t described_bytes = rill_job_describe(job, description, sizeof description);
    PROMISE(described_bytes > 2 && description[0] == '{' && description[described_bytes - 1] == '}');
    rill_job_close(job);
}

/* ---- promises ---- */

static uint8_t results[2][OUTPUT_BYTES_MAX];

static run same_source(const run *straight, unsigned result)
{
    run other = {.host = straight->host, .result = results[result]};

    other.host.clock_ms = 0;
    return other;
}

static void promise_slices(const run *straight, const char *request, const uint8_t choice[CHOICE_BYTES])
{
    run sliced = same_source(straight, 1);

    sliced.slice_units = 1 + choice[10] % 7;
    sliced.prefix_bytes = 1 + choice[11] * 4u;
    run_job(&sliced, request);
    PROMISE(sliced.status == straight->status);
    if (straight->status == RILL_OK)
        PROMISE(sliced.n_bytes == straight->n_bytes && memcmp(sliced.result, straight->result, sliced.n_bytes) == 0);
}

static void promise_failing_memory(const run *straight, const char *request, uint32_t fail_at)
{
    run starved = same_source(straight, 1);

    starved.fail_at = fail_at;
    run_job(&starved, request);
    PROMISE(starved.status == RILL_MEMORY_LIMIT || starved.status == straight->status);
}

static void promise_lost_bytes(const run *straight, const char *request, uint32_t lost_at)
{
    run robbed = same_source(straight, 1);

    robbed.host.lost_at = lost_at;
    run_job(&robbed, request);
    PROMISE(robbed.status == RILL_SOURCE_ERROR || robbed.status == straight->status);
}

static void promise_result(const run *straight)
{
    run again = {.host = {.bytes = straight->result, .total_bytes = (uint32_t)straight->n_bytes, .lost_at = UINT32_MAX},
                 .result = results[1]};

    run_job(&again, "{}");
    PROMISE(straight->max_bytes == 0 || straight->n_bytes <= straight->max_bytes);
    PROMISE(again.status == RILL_OK || again.status == RILL_TOO_MANY_PIXELS);
    if (again.status == RILL_OK)
        PROMISE(again.width_px == straight->width_px && again.height_px == straight->height_px);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n_bytes)
{
    text request;

    if (n_bytes < CHOICE_BYTES)
        return 0;
    make_request(&request, bytes);
    run straight = {.host = {.bytes = bytes + CHOICE_BYTES,
                             .total_bytes = (uint32_t)(n_bytes - CHOICE_BYTES),
                             .n_watermarks = has_watermarks(bytes) ? 2 : 0,
                             .lost_at = UINT32_MAX},
                    .result = results[0]};
    run_job(&straight, request.bytes);
    PROMISE(straight.status != RILL_BAD_OPTIONS || bytes[7] & 1); /* only a crop can be outside */
    if (straight.planned)
        promise_slices(&straight, request.bytes, bytes);
    if (straight.status == RILL_OK)
        promise_result(&straight);
    if (bytes[12] != 0)
        promise_failing_memory(&straight, request.bytes, bytes[12]);
    if (bytes[13] != 0)
        promise_lost_bytes(&straight, request.bytes, straight.host.total_bytes * bytes[13] / 256);
    return 0;
}
