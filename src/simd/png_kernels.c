/*
 * png_kernels.c - rows of PNG on v128.h
 *
 * Taking a filter off goes from pixel to pixel: each needs the one before.  Four pixels are
 * loaded and stored at a time; of three bytes, each is spread to four.  Putting one on
 * needs nothing but the source, so that sixteen bytes go side by side.
 */
#include "simd/png_kernels.h"

#if RILL_SCALAR

void rill_png_unfilter_sub(uint8_t *row, size_t n_bytes, size_t step)
{
    rill_png_unfilter_sub_twin(row, n_bytes, step);
}

void rill_png_unfilter_up(uint8_t *row, const uint8_t *above, size_t n_bytes)
{
    rill_png_unfilter_up_twin(row, above, n_bytes);
}

void rill_png_unfilter_average(uint8_t *row, const uint8_t *above, size_t n_bytes, size_t step)
{
    rill_png_unfilter_average_twin(row, above, n_bytes, step);
}

void rill_png_unfilter_paeth(uint8_t *row, const uint8_t *above, size_t n_bytes, size_t step)
{
    rill_png_unfilter_paeth_twin(row, above, n_bytes, step);
}

void rill_png_filter(unsigned filter, const uint8_t *row, const uint8_t *above, size_t n_bytes, size_t step,
                     uint8_t *out)
{
    rill_png_filter_twin(filter, row, above, n_bytes, step, out);
}

void rill_png_filter_sums(const uint8_t *row, const uint8_t *above, size_t n_bytes, size_t step,
                          uint32_t sums[RILL_PNG_FILTERS])
{
    rill_png_filter_sums_twin(row, above, n_bytes, step, sums);
}

void rill_spread_rgb(const uint8_t *rgb, uint8_t *rgbx, size_t n_px)
{
    rill_spread_rgb_twin(rgb, rgbx, n_px);
}

void rill_close_rgbx(const uint8_t *rgbx, uint8_t *rgb, size_t n_px)
{
    rill_close_rgbx_twin(rgbx, rgb, n_px);
}

uint32_t rill_adler32(uint32_t adler, const uint8_t *bytes, size_t n_bytes)
{
    return rill_adler32_twin(adler, bytes, n_bytes);
}

#else

#include "simd/v128.h"

#define ALWAYS_INLINE static inline __attribute__((always_inline))

#define LANES 16
#define ADLER_BASE 65521
#define ADLER_BYTES 4096 /* so many cannot overflow 32 bits */

/* ---- Four pixels of 'step' bytes, 3 or 4 ---- */

ALWAYS_INLINE v128 load_pixels(const uint8_t *from, size_t step)
{
    const v128 bytes = v128_load(from);
    return step == 3 ? i8x16_spread_3_to_4(bytes, i32x4_splat(0)) : bytes;
}

ALWAYS_INLINE void store_pixels(uint8_t *to, v128 pixels, size_t step)
{
    if (step == 4) {
        v128_store(to, pixels);
        return;
    }
    const v128 bytes = i8x16_close_4_to_3(pixels);
    v128_store64_lane(to, bytes, 0);
    v128_store32_lane(to + 8, bytes, 2);
}

/* The last pixels of a row, from 'done' on; there is one before. */
static void finish_sub(uint8_t *row, size_t done, size_t n_bytes, size_t step)
{
    const size_t from = done < step ? 0 : done - step;
    rill_png_unfilter_sub_twin(row + from, n_bytes - from, step);
}

ALWAYS_INLINE void unfilter_sub(uint8_t *row, size_t n_bytes, size_t step)
{
    v128 left = i32x4_splat(0);
    size_t i = 0;

    for (; i + LANES <= n_bytes; i += 4 * step) {
        v128 sums = load_pixels(row + i, step);
        sums = i8x16_add(sums, i32x4_up_1(sums));
        sums = i8x16_add(sums, i32x4_up_2(sums));
        sums = i8x16_add(sums, left);
        left = i32x4_splat_lane(sums, 3);
        store_pixels(row + i, sums, step);
    }
    finish_sub(row, i, n_bytes, step);
}

void rill_png_unfilter_sub(uint8_t *row, size_t n_bytes, size_t step)
{
    if (step == 4)
        unfilter_sub(row, n_bytes, 4);
    else if (step == 3)
        unfilter_sub(row, n_bytes, 3);
    else
        rill_png_unfilter_sub_twin(row, n_bytes, step);
}

void rill_png_unfilter_up(uint8_t *row, const uint8_t *above, size_t n_bytes)
{
    size_t i = 0;

    for (; i + LANES <= n_bytes; i += LANES)
        v128_store(row + i, i8x16_add(v128_load(row + i), v128_load(above + i)));
    rill_png_unfilter_up_twin(row + i, above + i, n_bytes - i);
}

/* (a + b) >> 1 of bytes */
ALWAYS_INLINE v128 average(v128 a, v128 b)
{
    return i8x16_sub(u8x16_avgr(a, b), v128_and(v128_xor(a, b), i8x16_splat(1)));
}

#define NEXT_AVERAGE(n) (left = i8x16_add(i32x4_splat_lane(rest, n), average(left, i32x4_splat_lane(over, n))))

ALWAYS_INLINE size_t unfilter_average(uint8_t *row, const uint8_t *above, size_t n_bytes, size_t step)
{
    v128 left = i32x4_splat(0);
    size_t i = 0;

    for (; i + LANES <= n_bytes; i += 4 * step) {
        const v128 rest = load_pixels(row + i, step), over = load_pixels(above + i, step);
        const v128 first = NEXT_AVERAGE(0), second = NEXT_AVERAGE(1), third = NEXT_AVERAGE(2), fourth = NEXT_AVERAGE(3);
        store_pixels(row + i, i64x2_zip_low(i32x4_zip_low(first, second), i32x4_zip_low(third, fourth)), step);
    }
    return i;
}

void rill_png_unfilter_average(uint8_t *row, const uint8_t *above, size_t n_bytes, size_t step)
{
    size_t i = 0;

    if (step == 4)
        i = unfilter_average(row, above, n_bytes, 4);
    else if (step == 3)
        i = unfilter_average(row, above, n_bytes, 3);
    if (i == 0)
        rill_png_unfilter_average_twin(row, above, n_bytes, step);
    for (; i > 0 && i < n_bytes; i++)
        row[i] = (uint8_t)(row[i] + ((row[i - step] + above[i]) >> 1));
}

/* What Paeth's predictor takes 'of' each of the three; 16-bit lanes, see paeth() in png_twins.c. */
ALWAYS_INLINE v128 paeth_choice(v128 left, v128 above, v128 corner, v128 of_left, v128 of_above, v128 of_corner)
{
    const v128 fall = i16x8_sub(above, corner);
    const v128 to_left = i16x8_abs(fall), to_above = i16x8_abs(i16x8_sub(left, corner));
    const v128 to_corner = i16x8_abs(i16x8_add(left, i16x8_sub(fall, corner)));
    const v128 not_left = i16x8_gt(to_left, i16x8_min(to_above, to_corner));

    return v128_bitselect(v128_bitselect(of_corner, of_above, i16x8_gt(to_above, to_corner)), of_left, not_left);
}

ALWAYS_INLINE v128 paeth(v128 left, v128 above, v128 corner)
{
    return paeth_choice(left, above, corner, left, above, corner);
}

/*
 * A pixel in the four low lanes.  Each pixel waits for the one before, so what can be done sooner is: the rest is added
 * to all three, byte by byte, which leaves the lanes' high bytes 0.
 */
ALWAYS_INLINE v128 next_paeth(v128 rest, v128 left, v128 above, v128 corner)
{
    return paeth_choice(left, above, corner, i8x16_add(left, rest), i8x16_add(above, rest), i8x16_add(corner, rest));
}

ALWAYS_INLINE size_t unfilter_paeth(uint8_t *row, const uint8_t *above, size_t n_bytes, size_t step)
{
    v128 corner = i32x4_splat(0), left = corner;
    size_t i = 0;

    for (; i + LANES <= n_bytes; i += 4 * step) {
        const v128 rest = load_pixels(row + i, step), over = load_pixels(above + i, step);
        const v128 rest_01 = u16x8_extend_low_u8x16(rest), rest_23 = u16x8_extend_high_u8x16(rest);
        const v128 over_0 = u16x8_extend_low_u8x16(over), over_2 = u16x8_extend_high_u8x16(over);
        const v128 over_1 = i64x2_swap(over_0), over_3 = i64x2_swap(over_2);
        const v128 first = next_paeth(rest_01, left, over_0, corner);
        const v128 second = next_paeth(i64x2_swap(rest_01), first, over_1, over_0);
        const v128 third = next_paeth(rest_23, second, over_2, over_1);
        const v128 fourth = next_paeth(i64x2_swap(rest_23), third, over_3, over_2);
        store_pixels(row + i, u8x16_narrow_i16x8(i64x2_zip_low(first, second), i64x2_zip_low(third, fourth)), step);
        left = fourth;
        corner = over_3;
    }
    return i;
}

void rill_png_unfilter_paeth(uint8_t *row, const uint8_t *above, size_t n_bytes, size_t step)
{
    size_t i = 0;

    if (step == 4)
        i = unfilter_paeth(row, above, n_bytes, 4);
    else if (step == 3)
        i = unfilter_paeth(row, above, n_bytes, 3);
    if (i == 0) {
        rill_png_unfilter_paeth_twin(row, above, n_bytes, step);
        return;
    }
    /* The twin takes its first pixel's left neighbour for nothing: give it one that is its own guess. */
    for (; i < n_bytes; i += step) {
        uint8_t two[2 * RILL_PNG_STEP_MAX], over[2 * RILL_PNG_STEP_MAX];
        for (size_t k = 0; k < 2 * step; k++) {
            over[k] = above[i - step + k];
            two[k] = k < step ? (uint8_t)(row[i - step + k] - over[k]) : row[i - step + k];
        }
        rill_png_unfilter_paeth_twin(two, over, 2 * step, step);
        memcpy(row + i, two + step, step);
    }
}

/* ---- Filters on ---- */

ALWAYS_INLINE v128 paeth_of_bytes(v128 left, v128 above, v128 corner)
{
    const v128 low = paeth(u16x8_extend_low_u8x16(left), u16x8_extend_low_u8x16(above), u16x8_extend_low_u8x16(corner));
    const v128 high =
        paeth(u16x8_extend_high_u8x16(left), u16x8_extend_high_u8x16(above), u16x8_extend_high_u8x16(corner));

    return u8x16_narrow_i16x8(low, high);
}

ALWAYS_INLINE v128 left_over(unsigned filter, const uint8_t *row, const uint8_t *above, size_t step)
{
    const v128 here = v128_load(row);

    switch (filter) {
    case RILL_PNG_SUB:
        return i8x16_sub(here, v128_load(row - step));
    case RILL_PNG_UP:
        return i8x16_sub(here, v128_load(above));
    case RILL_PNG_AVERAGE:
        return i8x16_sub(here, average(v128_load(row - step), v128_load(above)));
    case RILL_PNG_PAETH:
        return i8x16_sub(here, paeth_of_bytes(v128_load(row - step), v128_load(above), v128_load(above - step)));
    default:
        return here;
    }
}

ALWAYS_INLINE void filter_row(unsigned filter, const uint8_t *row, const uint8_t *above, size_t n_bytes, size_t step,
                              uint8_t *out)
{
    size_t i = 0;

    for (; i + LANES <= n_bytes; i += LANES)
        v128_store(out + i, left_over(filter, row + i, above + i, step));
    rill_png_filter_twin(filter, row + i, above + i, n_bytes - i, step, out + i);
}

void rill_png_filter(unsigned filter, const uint8_t *row, const uint8_t *above, size_t n_bytes, size_t step,
                     uint8_t *out)
{
    switch (filter) {
    case RILL_PNG_SUB:
        filter_row(RILL_PNG_SUB, row, above, n_bytes, step, out);
        break;
    case RILL_PNG_UP:
        filter_row(RILL_PNG_UP, row, above, n_bytes, step, out);
        break;
    case RILL_PNG_AVERAGE:
        filter_row(RILL_PNG_AVERAGE, row, above, n_bytes, step, out);
        break;
    case RILL_PNG_PAETH:
        filter_row(RILL_PNG_PAETH, row, above, n_bytes, step, out);
        break;
    default:
        memcpy(out, row, n_bytes);
        break;
    }
}

/* Four sums of the sixteen absolute values. */
ALWAYS_INLINE v128 add_sizes(v128 sums, v128 bytes)
{
    const v128 sizes = i8x16_abs(bytes), ones = i16x8_splat(1);
    const v128 pairs = i16x8_add(u16x8_extend_low_u8x16(sizes), u16x8_extend_high_u8x16(sizes));

    return i32x4_add(sums, i32x4_dot_i16x8(pairs, ones));
}

ALWAYS_INLINE uint32_t sum_of_lanes(v128 sums)
{
    return (uint32_t)i32x4_lane(sums, 0) + (uint32_t)i32x4_lane(sums, 1) + (uint32_t)i32x4_lane(sums, 2) +
           (uint32_t)i32x4_lane(sums, 3);
}

void rill_png_filter_sums(const uint8_t *row, const uint8_t *above, size_t n_bytes, size_t step,
                          uint32_t sums[RILL_PNG_FILTERS])
{
    v128 none = i32x4_splat(0), sub = none, up = none, middle = none, nearest = none;
    size_t i = 0;

    for (; i + LANES <= n_bytes; i += LANES) {
        none = add_sizes(none, left_over(RILL_PNG_NONE, row + i, above + i, step));
        sub = add_sizes(sub, left_over(RILL_PNG_SUB, row + i, above + i, step));
        up = add_sizes(up, left_over(RILL_PNG_UP, row + i, above + i, step));
        middle = add_sizes(middle, left_over(RILL_PNG_AVERAGE, row + i, above + i, step));
        nearest = add_sizes(nearest, left_over(RILL_PNG_PAETH, row + i, above + i, step));
    }
    rill_png_filter_sums_twin(row + i, above + i, n_bytes - i, step, sums);
    sums[RILL_PNG_NONE] += sum_of_lanes(none);
    sums[RILL_PNG_SUB] += sum_of_lanes(sub);
    sums[RILL_PNG_UP] += sum_of_lanes(up);
    sums[RILL_PNG_AVERAGE] += sum_of_lanes(middle);
    sums[RILL_PNG_PAETH] += sum_of_lanes(nearest);
}

/* ---- Three and four bytes a pixel ---- */

void rill_spread_rgb(const uint8_t *rgb, uint8_t *rgbx, size_t n_px)
{
    const v128 opaque = i8x16_splat(-1);
    size_t i = 0;

    for (; i + 4 <= n_px; i += 4)
        v128_store(rgbx + 4 * i, i8x16_spread_3_to_4(v128_load(rgb + 3 * i), opaque));
    rill_spread_rgb_twin(rgb + 3 * i, rgbx + 4 * i, n_px - i);
}

void rill_close_rgbx(const uint8_t *rgbx, uint8_t *rgb, size_t n_px)
{
    size_t i = 0;

    for (; i + 4 <= n_px; i += 4)
        store_pixels(rgb + 3 * i, v128_load(rgbx + 4 * i), 3);
    rill_close_rgbx_twin(rgbx + 4 * i, rgb + 3 * i, n_px - i);
}

/* ---- Adler-32 ---- */

/* Of n_bytes, a multiple of 16, at most ADLER_BYTES: the sum, and the sum of all sums after each byte. */
static void adler_sums(const uint8_t *bytes, size_t n_bytes, uint32_t *low, uint32_t *high)
{
    const v128 ones = i16x8_splat(1);
    const v128 first_weights = i16x8_make(16, 15, 14, 13, 12, 11, 10, 9);
    const v128 last_weights = i16x8_make(8, 7, 6, 5, 4, 3, 2, 1);
    v128 sums = i32x4_splat(0), before = sums, weighted = sums;

    for (size_t i = 0; i < n_bytes; i += LANES) {
        const v128 here = v128_load(bytes + i);
        const v128 first = u16x8_extend_low_u8x16(here), last = u16x8_extend_high_u8x16(here);
        before = i32x4_add(before, sums);
        weighted = i32x4_add(weighted, i32x4_dot_i16x8(first, first_weights));
        weighted = i32x4_add(weighted, i32x4_dot_i16x8(last, last_weights));
        sums = i32x4_add(sums, i32x4_dot_i16x8(i16x8_add(first, last), ones));
    }
    *high += (uint32_t)n_bytes * *low + LANES * sum_of_lanes(before) + sum_of_lanes(weighted);
    *low += sum_of_lanes(sums);
}

uint32_t rill_adler32(uint32_t adler, const uint8_t *bytes, size_t n_bytes)
{
    uint32_t low = adler & 0xffff, high = adler >> 16;

    while (n_bytes >= LANES) {
        const size_t n = n_bytes < ADLER_BYTES ? n_bytes / LANES * LANES : ADLER_BYTES;
        adler_sums(bytes, n, &low, &high);
        low %= ADLER_BASE;
        high %= ADLER_BASE;
        bytes += n;
        n_bytes -= n;
    }
    return rill_adler32_twin(high << 16 | low, bytes, n_bytes);
}

#endif
