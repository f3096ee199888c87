/*
 * webp_bands.h - WebP pixels, a band of rows at a time
 *
 * Two ways to make bands, lossy and lossless, behind one interface.  Both use
 * libwebp's own inner functions (src/dec/vp8i_dec.h, vp8li_dec.h), because its public
 * ones decode into a whole frame and cannot stop in between.
 */
#ifndef RILL_DECODE_WEBP_BANDS_H
#define RILL_DECODE_WEBP_BANDS_H

#include "base/rowgroup.h"

/* The compressed picture, whole in memory: libwebp jumps between its partitions. */
typedef struct rill_webp_data {
    const uint8_t *pixels;
    uint32_t pixels_bytes;
    const uint8_t *alpha; /* NULL: none */
    uint32_t alpha_bytes;
    uint32_t width_px, height_px;
} rill_webp_data;

/* Rows on loan until the next call; row n of plane p begins at rows[p] + n * stride_bytes[p]. */
typedef struct rill_webp_band {
    uint32_t first_row; /* luma; even where there is chroma */
    uint32_t n_rows;
    const uint8_t *rows[RILL_PLANES_MAX];
    size_t stride_bytes[RILL_PLANES_MAX];
} rill_webp_band;

typedef struct rill_webp_bands rill_webp_bands;
struct rill_webp_bands {
    /* Never RILL_MORE: one call is one unit of work, for which the caller has stepped. */
    rill_status (*next)(rill_webp_bands *self, rill_webp_band *band);
    /* Give everything back to the heap, *self too. */
    void (*close)(rill_webp_bands *self);
};

/* model: YCC (limited range, 4:2:0), GRAY (its luma alone) or RGBA.  Errors: CORRUPT, MEMORY_LIMIT. */
rill_status rill_webp_open_lossy(rill_webp_bands **bands, const rill_webp_data *data, rill_model model,
                                 rill_work *work);

/* Always four channels. */
rill_status rill_webp_open_lossless(rill_webp_bands **bands, const rill_webp_data *data, rill_work *work);

/*
 * Memory without the data and without what is counted in rill_image_info.held_bytes.  Lossy: an upper
 * bound.  Lossless, or the alpha of a lossy picture: how many code tables there are cannot be known
 * before decoding (ten KB each, for as little as three bytes of data); this covers what encoders write.
 */
uint64_t rill_webp_lossy_bytes(uint32_t width_px, rill_model model);
uint64_t rill_webp_lossless_bytes(uint32_t width_px, uint32_t height_px, uint32_t data_bytes);

#endif
