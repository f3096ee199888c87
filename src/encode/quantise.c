/*
 * quantise.c - a palette of least error, and Floyd-Steinberg dithering
 *
 * Flow: held rows -> [count] -> [choose] ; held rows -> [map] -> indices
 * Holds: up to 16,384 colours with their counts; two rows of errors.
 *
 * Choosing: colours are counted in cells, as fine as 16,384 of them allow.  The box of all
 * is cut in two, then always the box with the largest squared error, across its widest axis
 * where the two halves leave the least (X. Wu, Graphics Gems II, 1991).  Then each colour
 * becomes the mean of the cells that are nearest to it, some times over (k-means).
 *
 * Whole numbers only.
 */
#include "encode/quantise.h"

#include "encode/nearest_colour.h"

#include <string.h>

static const char WHERE[] = "encode_png";

#define AXES RILL_POINT_AXES
#define CELLS_MAX 16384u
#define SLOTS_BITS 15
#define HASH_FACTOR 0x9E3779B1u /* 2^32 / golden ratio */
#define COLOURS_MAX RILL_COLOURS_MAX
#define WEIGHT_BITS 20 /* of all cells together: sums of points squared stay below 2^62 */
#define MEANS 4        /* rounds of k-means */
#define WHOLE 10000u

typedef struct cell {
    uint32_t key; /* its pixels, without the bits that 'coarse' drops */
    uint32_t count;
    uint64_t sum[AXES]; /* of R, G, B weighed by alpha, and alpha */
} cell;

typedef struct box {
    uint32_t first, n; /* in 'order' */
    uint64_t error[AXES], error_all;
} box;

struct rill_quantiser {
    uint32_t width_px;
    int32_t dither;  /* 256: all */
    unsigned coarse; /* bits dropped of each channel */
    uint32_t n_cells;
    cell *cells;
    uint16_t *slots;    /* a cell + 1, by hash; 0: free */
    uint16_t *order;    /* of cells, box by box */
    rill_point *points; /* of cells */
    uint32_t *weight;
    rill_colours chosen;
    uint32_t n_mapped;  /* rows */
    int32_t *errors[2]; /* of this row and the next, in sixteenths; a pixel more at both ends */
};

uint64_t rill_quantiser_bytes(uint32_t width_px)
{
    const uint64_t cell_bytes = sizeof(cell) + sizeof(uint16_t) + sizeof(rill_point) + sizeof(uint32_t);

    return sizeof(rill_quantiser) + CELLS_MAX * cell_bytes + (sizeof(uint16_t) << SLOTS_BITS) +
           2 * ((uint64_t)width_px + 2) * AXES * sizeof(int32_t) + 1024;
}

rill_status rill_quantiser_open(rill_quantiser **quantiser, uint32_t width_px, uint32_t dither, rill_work *work)
{
    rill_heap *const heap = &work->heap;
    rill_quantiser *const made = rill_heap_alloc(heap, 1, sizeof *made);

    if (made == NULL)
        return rill_fail(work, RILL_MEMORY_LIMIT, WHERE, "no memory for colours");
    made->width_px = width_px;
    made->dither = (int32_t)((dither * 256 + WHOLE / 2) / WHOLE);
    made->cells = rill_heap_alloc_raw(heap, CELLS_MAX, sizeof *made->cells);
    made->slots = rill_heap_alloc(heap, (size_t)1 << SLOTS_BITS, sizeof *made->slots);
    made->order = rill_heap_alloc_raw(heap, CELLS_MAX, sizeof *made->order);
    made->points = rill_heap_alloc_raw(heap, CELLS_MAX, sizeof *made->points);
    made->weight = rill_heap_alloc_raw(heap, CELLS_MAX, sizeof *made->weight);
    for (unsigned i = 0; i < 2; i++)
        made->errors[i] = rill_heap_alloc(heap, (size_t)width_px + 2, AXES * sizeof(int32_t));
    if (made->cells == NULL || made->slots == NULL || made->order == NULL || made->points == NULL ||
        made->weight == NULL || made->errors[0] == NULL || made->errors[1] == NULL)
        return rill_fail(work, RILL_MEMORY_LIMIT, WHERE, "no memory for colours");
    *quantiser = made;
    return RILL_OK;
}

/* ---- count ---- */

static uint32_t key_of(const uint8_t weighed[AXES], unsigned coarse)
{
    const uint32_t key =
        weighed[0] | (uint32_t)weighed[1] << 8 | (uint32_t)weighed[2] << 16 | (uint32_t)weighed[3] << 24;
    return key & 0x01010101u * (0xffu << coarse & 0xff);
}

/* Where a cell is, or could be put. */
static uint16_t *slot_of(rill_quantiser *quantiser, uint32_t key)
{
    uint32_t at = key * HASH_FACTOR >> (32 - SLOTS_BITS);

    while (quantiser->slots[at] != 0 && quantiser->cells[quantiser->slots[at] - 1].key != key)
        at = (at + 1) % (1u << SLOTS_BITS);
    return &quantiser->slots[at];
}

/* A bit less of each channel: cells that are then the same become one. */
static void make_coarser(rill_quantiser *quantiser)
{
    const uint32_t n_before = quantiser->n_cells;

    quantiser->coarse++;
    quantiser->n_cells = 0;
    memset(quantiser->slots, 0, sizeof(uint16_t) << SLOTS_BITS);
    for (uint32_t i = 0; i < n_before; i++) {
        cell moved = quantiser->cells[i];
        moved.key &= 0x01010101u * (0xffu << quantiser->coarse & 0xff);
        uint16_t *const slot = slot_of(quantiser, moved.key);
        if (*slot == 0) {
            quantiser->cells[quantiser->n_cells] = moved;
            *slot = (uint16_t)++quantiser->n_cells;
            continue;
        }
        cell *const into = &quantiser->cells[*slot - 1];
        into->count += moved.count;
        for (unsigned c = 0; c < AXES; c++)
            into->sum[c] += moved.sum[c];
    }
}

static cell *cell_of(rill_quantiser *quantiser, const uint8_t weighed[AXES])
{
    uint16_t *slot = slot_of(quantiser, key_of(weighed, quantiser->coarse));

    while (*slot == 0 && quantiser->n_cells == CELLS_MAX) {
        make_coarser(quantiser);
        slot = slot_of(quantiser, key_of(weighed, quantiser->coarse));
    }
    if (*slot == 0) {
        quantiser->cells[quantiser->n_cells] = (cell){.key = key_of(weighed, quantiser->coarse)};
        *slot = (uint16_t)++quantiser->n_cells;
    }
    return &quantiser->cells[*slot - 1];
}

void rill_quantiser_count(rill_quantiser *quantiser, const uint8_t *row)
{
    for (uint32_t x = 0; x < quantiser->width_px; x++) {
        uint8_t weighed[AXES];
        rill_weigh(row + 4 * (size_t)x, weighed);
        cell *const to = cell_of(quantiser, weighed);
        to->count++;
        for (unsigned c = 0; c < AXES; c++)
            to->sum[c] += weighed[c];
    }
}

/* ---- choose ---- */

/* Cells as points, with weights that sums of squares can stand. */
static void make_points(rill_quantiser *quantiser)
{
    uint64_t total = 0;
    unsigned shift = 0;

    for (uint32_t i = 0; i < quantiser->n_cells; i++)
        total += quantiser->cells[i].count;
    while (total >> shift > (1u << WEIGHT_BITS) - CELLS_MAX)
        shift++;
    for (uint32_t i = 0; i < quantiser->n_cells; i++) {
        const cell *const from = &quantiser->cells[i];
        quantiser->order[i] = (uint16_t)i;
        quantiser->weight[i] = (from->count >> shift) + (from->count >> shift == 0);
        for (unsigned c = 0; c < AXES; c++)
            quantiser->points[i].at[c] =
                (int32_t)((from->sum[c] * (uint32_t)rill_worth[c] + from->count / 2) / from->count);
    }
}

/* Squared distances from the mean, along each axis. */
static void measure(const rill_quantiser *quantiser, box *measured)
{
    uint64_t weight = 0, sum[AXES] = {0}, squares[AXES] = {0};

    for (uint32_t i = 0; i < measured->n; i++) {
        const uint32_t number = quantiser->order[measured->first + i];
        const uint64_t w = quantiser->weight[number];
        weight += w;
        for (unsigned c = 0; c < AXES; c++) {
            const uint64_t at = (uint64_t)quantiser->points[number].at[c];
            sum[c] += w * at;
            squares[c] += w * at * at;
        }
    }
    measured->error_all = 0;
    for (unsigned c = 0; c < AXES; c++) {
        measured->error[c] = squares[c] - sum[c] * sum[c] / weight;
        measured->error_all += measured->error[c];
    }
}

/* Points up to here go left: what the two means then explain is largest. */
static int32_t best_cut(const rill_quantiser *quantiser, const box *cut, unsigned axis)
{
    uint32_t weights[RILL_POINT_MAX + 1] = {0};
    uint64_t weight = 0, sum = 0, left_weight = 0, left_sum = 0, best = 0;
    int32_t where = 0;

    for (uint32_t i = 0; i < cut->n; i++) {
        const uint32_t number = quantiser->order[cut->first + i];
        const int32_t at = quantiser->points[number].at[axis];
        weights[at] += quantiser->weight[number];
        weight += quantiser->weight[number];
        sum += (uint64_t)quantiser->weight[number] * (uint64_t)at;
    }
    for (int32_t at = 0; at < RILL_POINT_MAX; at++) {
        left_weight += weights[at];
        left_sum += (uint64_t)weights[at] * (uint64_t)at;
        if (weights[at] == 0 || left_weight == weight)
            continue;
        const uint64_t explained =
            left_sum * left_sum / left_weight + (sum - left_sum) * (sum - left_sum) / (weight - left_weight);
        if (explained > best) {
            best = explained;
            where = at;
        }
    }
    return where;
}

/* The left half stays, the right one is 'right'. */
static void cut_box(rill_quantiser *quantiser, box *left, box *right)
{
    uint16_t *const order = quantiser->order + left->first;
    unsigned axis = 0;
    uint32_t n = 0;

    for (unsigned c = 1; c < AXES; c++)
        if (left->error[c] > left->error[axis])
            axis = c;
    const int32_t where = best_cut(quantiser, left, axis);
    for (uint32_t i = 0; i < left->n; i++) {
        const uint16_t number = order[i];
        if (quantiser->points[number].at[axis] > where)
            continue;
        order[i] = order[n];
        order[n++] = number;
    }
    *right = (box){.first = left->first + n, .n = left->n - n};
    left->n = n;
    measure(quantiser, left);
    measure(quantiser, right);
}

/* Means of weighed points; 'sums' has a fifth column, of weights. */
static void take_means(rill_quantiser *quantiser, uint64_t (*sums)[AXES + 1])
{
    for (uint32_t i = 0; i < quantiser->chosen.n; i++)
        for (unsigned c = 0; c < AXES && sums[i][AXES] > 0; c++)
            quantiser->chosen.colour[i].at[c] = (int32_t)((sums[i][c] + sums[i][AXES] / 2) / sums[i][AXES]);
}

static void add_cell(const rill_quantiser *quantiser, uint32_t number, uint64_t sums[AXES + 1])
{
    for (unsigned c = 0; c < AXES; c++)
        sums[c] += (uint64_t)quantiser->points[number].at[c] * quantiser->weight[number];
    sums[AXES] += quantiser->weight[number];
}

static void cut_boxes(rill_quantiser *quantiser, uint32_t n_max)
{
    box boxes[COLOURS_MAX];
    uint64_t sums[COLOURS_MAX][AXES + 1] = {{0}};
    uint32_t n = 1, worst = 0;

    boxes[0] = (box){.n = quantiser->n_cells};
    measure(quantiser, &boxes[0]);
    while (n < n_max && boxes[worst].error_all > 0) {
        cut_box(quantiser, &boxes[worst], &boxes[n++]);
        worst = 0;
        for (uint32_t i = 1; i < n; i++)
            if (boxes[i].error_all > boxes[worst].error_all)
                worst = i;
    }
    quantiser->chosen.n = n;
    for (uint32_t i = 0; i < n; i++)
        for (uint32_t k = 0; k < boxes[i].n; k++)
            add_cell(quantiser, quantiser->order[boxes[i].first + k], sums[i]);
    take_means(quantiser, sums);
}

/* Each colour becomes the mean of the cells that are nearest to it. */
static void improve(rill_quantiser *quantiser)
{
    uint64_t sums[COLOURS_MAX][AXES + 1] = {{0}};
    uint32_t last = 0;

    rill_colours_sort(&quantiser->chosen);
    for (uint32_t i = 0; i < quantiser->n_cells; i++) {
        last = rill_colours_nearest(&quantiser->chosen, &quantiser->points[i], last);
        add_cell(quantiser, i, sums[last]);
    }
    take_means(quantiser, sums);
}

uint32_t rill_quantiser_choose(rill_quantiser *quantiser, uint32_t n_max, uint8_t (*colours)[4])
{
    make_points(quantiser);
    cut_boxes(quantiser, n_max);
    for (unsigned i = 0; i < MEANS; i++)
        improve(quantiser);
    for (uint32_t i = 0; i < quantiser->chosen.n; i++) {
        rill_colour_of(&quantiser->chosen.colour[i], colours[i]);
        quantiser->chosen.colour[i] = rill_point_of(colours[i]); /* as they will be seen */
    }
    rill_colours_sort(&quantiser->chosen);
    return quantiser->chosen.n;
}

/* ---- map ---- */

/* A pixel and what its neighbours passed on, as far as there are such colours. */
static rill_point wanted(const rill_point *seen, const int32_t *errors)
{
    rill_point want;

    for (unsigned c = 0; c < AXES; c++) {
        const int32_t at = seen->at[c] + ((errors[c] + 8) >> 4);
        want.at[c] = at < 0 ? 0 : at > 255 * rill_worth[c] ? 255 * rill_worth[c] : at;
    }
    return want;
}

/* Sixteenths of the error: 7 ahead, 3 5 1 below. */
static void pass_on(const rill_quantiser *quantiser, const rill_point *want, uint32_t chosen, int32_t *here,
                    int32_t *below, int32_t ahead)
{
    for (int32_t c = 0; c < AXES; c++) {
        const int32_t error = (want->at[c] - quantiser->chosen.colour[chosen].at[c]) * quantiser->dither / 256;
        here[AXES * ahead + c] += 7 * error;
        below[c - AXES * ahead] += 3 * error;
        below[c] += 5 * error;
        below[c + AXES * ahead] += error;
    }
}

/* Every other row runs from right to left. */
void rill_quantiser_map(rill_quantiser *quantiser, const uint8_t *row, uint8_t *indices)
{
    const uint32_t width_px = quantiser->width_px;
    const bool back = quantiser->n_mapped++ % 2 != 0;
    int32_t *const here = quantiser->errors[back], *const below = quantiser->errors[!back];
    uint32_t chosen = 0;

    memset(below, 0, ((size_t)width_px + 2) * AXES * sizeof *below);
    for (uint32_t i = 0; i < width_px; i++) {
        const uint32_t x = back ? width_px - 1 - i : i;
        const rill_point seen = rill_point_of(row + 4 * (size_t)x);
        int32_t *const errors = here + AXES * ((size_t)x + 1);
        const bool clear = seen.at[3] == 0; /* stays so: no specks on it */
        const rill_point want = clear ? seen : wanted(&seen, errors);
        chosen = rill_colours_nearest(&quantiser->chosen, &want, chosen);
        indices[x] = (uint8_t)chosen;
        if (!clear && quantiser->dither > 0)
            pass_on(quantiser, &want, chosen, errors, below + AXES * ((size_t)x + 1), back ? -1 : 1);
    }
}
