/*
 * fuzz_icc.c - any bytes as a colour profile, and the conversion that it asks for
 *
 * Promises: nothing outside of the profile is read; what means sRGB can be converted,
 * and moves gray by little; every value comes out, opaque ones stay.
 */
#include "fuzz_job.h"

#include "source/icc.h"
#include "transform/transform.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n_bytes);

#define ROW_PX 256

static rill_status lend_ramp(rill_stage *stage, rill_group *group)
{
    static uint8_t row[4 * ROW_PX + RILL_ROW_PADDING_BYTES];
    const bool gray = stage->out.model == RILL_GRAY;

    for (unsigned i = 0; i < 4 * ROW_PX; i++)
        row[i] = (uint8_t)(gray ? i : i % 4 == 3 ? 255 : i / 4);
    *group = (rill_group){.rows = {row}, .stride_bytes = {sizeof row}, .n_rows = {1}};
    return RILL_OK;
}

static void convert(const rill_to_srgb *to_srgb, rill_model model, bool means_srgb)
{
    rill_work work = {.heap = {.limit_bytes = 1u << 20}};
    rill_stage ramp = {.next_group = lend_ramp, .out = rill_frame_packed(model, ROW_PX, 1), .work = &work};
    const uint32_t channels = model == RILL_GRAY ? 1 : 4;
    rill_stage *stage;
    rill_group group;

    PROMISE(rill_to_srgb_open(&stage, &ramp, to_srgb) == RILL_OK);
    PROMISE(work.heap.peak_bytes <= rill_to_srgb_memory_bytes(ROW_PX) + 1024);
    PROMISE(stage->next_group(stage, &group) == RILL_OK);
    for (int i = 0; i < ROW_PX; i++) {
        const int out = group.rows[0][(uint32_t)i * channels];
        PROMISE(channels == 1 || group.rows[0][4 * i + 3] == 255);
        PROMISE(!means_srgb || (out - i <= 8 && i - out <= 8)); /* one by the curve, the rest by the primaries */
    }
    rill_heap_free_all(&work.heap);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n_bytes)
{
    const rill_icc_space space = rill_icc_space_of(bytes, n_bytes);
    const bool means_srgb = rill_icc_is_srgb(bytes, n_bytes);
    rill_to_srgb to_srgb;
    const bool converts = rill_icc_to_srgb(bytes, n_bytes, &to_srgb);

    PROMISE(!means_srgb || converts);
    PROMISE(!converts || space == RILL_ICC_RGB || space == RILL_ICC_GRAY);
    if (!converts)
        return 0;
    convert(&to_srgb, RILL_GRAY, means_srgb);
    convert(&to_srgb, RILL_RGBA, means_srgb);
    return 0;
}
