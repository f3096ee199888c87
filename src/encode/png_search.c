/*
 * png_search.c - the cheapest parse
 *
 * Flow: filtered rows -> [find matches, price, parse, count; again] -> zlib's coder -> IDAT
 * Holds: deflate's memory, used in part; for a stretch its matches, prices and steps.
 *
 * Prices are whole sixteenths of a bit, logarithms by repeated squaring: the same bytes
 * everywhere.
 */
#include "encode/png_search.h"

#include "base/byte_order.h"
#include "base/whole_numbers.h"

#include <deflate.h> /* zlib's own: its window, its chains, its coder */
#include <string.h>

static const char WHERE[] = "encode_png";

#define WINDOW_BYTES 32768u /* how far back a match may reach; zlib holds two of them */
#define STRETCH_BYTES 16384u
#define MATCH_MIN 3u
#define MATCH_MAX 258u
#define MATCHES_A_BYTE 4u /* kept for one place, ever longer; more of them save nothing */
#define HASH_BITS 15      /* zlib's heads at memory level 8 */
#define HASHED_BYTES 5
#define NEAR_BITS 13                             /* of the hash for the shortest matches */
#define HASH_FACTOR UINT64_C(0x9E3779B97F4A7C15) /* 2^64 / golden ratio */

/* A block's codes fit what it tells; more blocks, more tables.  Measured: docs/decisions/0009. */
#define BLOCK_SYMBOLS 6000u
#define SYMBOL_BYTES 3u /* in zlib's buffer */

_Static_assert(2 * WINDOW_BYTES % STRETCH_BYTES == 0, "a stretch never crosses the end of the window");

#define N_LITERALS 286
#define N_LENGTHS 29
#define N_DISTANCES 30
#define PRICE_ONE_BIT 16
#define PRICE_DECIMALS 4

/* A match, or one literal (length 1): length << 16 | distance. */
typedef uint32_t step;

typedef struct symbol_counts {
    uint32_t literal[N_LITERALS]; /* and lengths, from 257 */
    uint32_t distance[N_DISTANCES];
} symbol_counts;

struct rill_png_search {
    rill_png_stream *stream;
    deflate_state *zlib; /* of the stream */
    rill_png_depth depth;
    uint32_t at; /* of the stretch, in the window */
    uint32_t n_held;
    uint32_t stretch_bytes; /* a whole one */
    uint32_t check;
    symbol_counts counts;
    uint32_t literal_price[256], length_price[MATCH_MAX + 1], distance_price[N_DISTANCES];
    uint16_t nearest[1u << NEAR_BITS]; /* where three bytes were last seen */
    step *matches;                     /* MATCHES_A_BYTE for each byte; 0 ends them */
    step *steps;                       /* the way: to each byte, then from each */
    uint32_t *price;                   /* of getting to each byte */
};

uint64_t rill_png_search_bytes(uint64_t total_bytes)
{
    const uint64_t stretch_bytes = total_bytes < STRETCH_BYTES ? total_bytes : STRETCH_BYTES;

    return sizeof(rill_png_search) + (stretch_bytes + 1) * sizeof(step) * (MATCHES_A_BYTE + 2) + 256;
}

/* Before anything was counted: a match is as likely as a literal, all of a kind are alike. */
static void expect_anything(symbol_counts *counts)
{
    for (unsigned i = 0; i < N_LITERALS; i++)
        counts->literal[i] = i < 256 ? 1 : 3;
    for (unsigned i = 0; i < N_DISTANCES; i++)
        counts->distance[i] = 1;
}

static rill_status send_made(rill_png_search *search)
{
    deflate_state *const zlib = search->zlib;
    const uint32_t n_bytes = (uint32_t)zlib->pending;

    zlib->pending = 0;
    return rill_png_stream_put(search->stream, zlib->pending_buf, n_bytes);
}

rill_status rill_png_search_open(rill_png_search **search, rill_png_stream *stream, uint64_t total_bytes,
                                 rill_png_depth depth)
{
    static const uint8_t head[] = {0x78, 0xDA}; /* deflate, 32 KB; slowest */
    rill_work *const work = stream->work;
    rill_png_search *const made = rill_heap_alloc(&work->heap, 1, sizeof *made);

    if (made != NULL) {
        made->stretch_bytes = total_bytes < STRETCH_BYTES ? (uint32_t)total_bytes : STRETCH_BYTES;
        made->matches = rill_heap_alloc_raw(&work->heap, made->stretch_bytes, MATCHES_A_BYTE * sizeof(step));
        made->steps = rill_heap_alloc_raw(&work->heap, made->stretch_bytes + 1, sizeof(step));
        made->price = rill_heap_alloc_raw(&work->heap, made->stretch_bytes + 1, sizeof(uint32_t));
    }
    if (made == NULL || made->matches == NULL || made->steps == NULL || made->price == NULL)
        return rill_fail(work, RILL_MEMORY_LIMIT, WHERE, "no memory for the search");
    made->stream = stream;
    made->zlib = (deflate_state *)stream->deflate.state;
    made->depth = depth;
    made->check = 1;
    expect_anything(&made->counts);
    *search = made;
    return rill_png_stream_put(stream, head, sizeof head);
}

/* ---- matches ---- */

static uint32_t near_hash(const uint8_t *bytes)
{
    const uint32_t three = (uint32_t)bytes[0] | (uint32_t)bytes[1] << 8 | (uint32_t)bytes[2] << 16;
    return (uint32_t)(three * HASH_FACTOR >> (64 - NEAR_BITS) & ((1u << NEAR_BITS) - 1));
}

static uint32_t far_hash(const uint8_t *bytes)
{
    return (uint32_t)((rill_read_le64(bytes) << (64 - 8 * HASHED_BYTES)) * HASH_FACTOR >> (64 - HASH_BITS));
}

static void remember(rill_png_search *search, uint32_t place)
{
    deflate_state *const zlib = search->zlib;
    const uint32_t hash = far_hash(zlib->window + place);

    search->nearest[near_hash(zlib->window + place)] = (uint16_t)place;
    zlib->prev[place % WINDOW_BYTES] = zlib->head[hash];
    zlib->head[hash] = (Pos)place;
}

static uint32_t common_bytes(const uint8_t *a, const uint8_t *b, uint32_t most)
{
    uint32_t n = 0;

    for (; n + 8 <= most; n += 8) {
        const uint64_t differ = rill_read_le64(a + n) ^ rill_read_le64(b + n);
        if (differ != 0)
            return n + (uint32_t)__builtin_ctzll(differ) / 8;
    }
    while (n < most && a[n] == b[n])
        n++;
    return n;
}

/* Ever longer matches, the nearest of each length; when there is no room, the last gives way.  The longest's length. */
static uint32_t matches_at(const rill_png_search *search, uint32_t place, uint32_t most, step *found)
{
    const deflate_state *const zlib = search->zlib;
    const uint8_t *const bytes = zlib->window + place;
    const uint32_t limit = place > WINDOW_BYTES ? place - WINDOW_BYTES : 0; /* place 0 stands for nowhere */
    uint32_t from = search->nearest[near_hash(bytes)], best = MATCH_MIN - 1, n_found = 0;

    for (uint32_t left = search->depth.candidates; from > limit && best < most && left > 0; left--) {
        const uint8_t *const other = zlib->window + from;
        if (other[best] == bytes[best]) {
            const uint32_t length = common_bytes(bytes, other, most);
            if (length > best) {
                best = length;
                n_found -= n_found == MATCHES_A_BYTE;
                found[n_found++] = length << 16 | (place - from);
            }
        }
        from = left == search->depth.candidates ? zlib->head[far_hash(bytes)] : zlib->prev[from % WINDOW_BYTES];
    }
    if (n_found < MATCHES_A_BYTE)
        found[n_found] = 0;
    return n_found == 0 ? 0 : best;
}

/* A match that could not be longer is taken without looking at what lies inside it. */
static void find_matches(rill_png_search *search, uint32_t n_bytes)
{
    uint32_t inside = 0; /* bytes of the last longest match that are still to come */

    for (uint32_t i = 0; i < n_bytes; i++) {
        step *const found = search->matches + (size_t)i * MATCHES_A_BYTE;
        const uint32_t most = rill_smaller(n_bytes - i, MATCH_MAX);
        found[0] = 0;
        if (most < 8) /* a hash reads eight bytes */
            continue;
        if (inside > 0)
            inside--;
        else if (matches_at(search, search->at + i, most, found) == MATCH_MAX) {
            for (unsigned k = 1; k < MATCHES_A_BYTE && found[0] >> 16 < MATCH_MAX; k++)
                found[0] = found[k];
            found[1] = 0;
            inside = MATCH_MAX - 1;
        }
        remember(search, search->at + i);
    }
}

/* ---- prices ---- */

/* log2(x) in sixteenths, rounded down; x is not 0. */
static uint32_t log2_sixteenths(uint32_t x)
{
    const uint32_t whole = 31 - (uint32_t)__builtin_clz(x);
    uint64_t rest = (uint64_t)x << (31 - whole); /* 1 to 2, in 1/2^31 */
    uint32_t log = whole;

    for (unsigned i = 0; i < PRICE_DECIMALS; i++) {
        rest = rest * rest >> 31;
        log = log << 1 | (uint32_t)(rest >> 32);
        rest >>= rest >> 32;
    }
    return log;
}

/* Of symbols that come so often among all; those not seen count as half a one. */
static void price_symbols(const uint32_t *counts, uint32_t n, uint32_t *prices)
{
    uint32_t total = 0;

    for (uint32_t i = 0; i < n; i++)
        total += 2 * counts[i] + 1;
    const uint32_t log_total = log2_sixteenths(total);
    for (uint32_t i = 0; i < n; i++) {
        const uint32_t price = log_total - log2_sixteenths(2 * counts[i] + 1);
        prices[i] = price < PRICE_ONE_BIT ? PRICE_ONE_BIT : price;
    }
}

static void set_prices(rill_png_search *search)
{
    uint32_t literals[N_LITERALS];

    price_symbols(search->counts.literal, N_LITERALS, literals);
    memcpy(search->literal_price, literals, sizeof search->literal_price);
    for (uint32_t length = MATCH_MIN; length <= MATCH_MAX; length++) {
        const uint32_t code = _length_code[length - MATCH_MIN];
        const uint32_t extra_bits = code < 8 || code == N_LENGTHS - 1 ? 0 : (code >> 2) - 1;
        search->length_price[length] = literals[LITERALS + 1 + code] + PRICE_ONE_BIT * extra_bits;
    }
    price_symbols(search->counts.distance, N_DISTANCES, search->distance_price);
    for (uint32_t code = 4; code < N_DISTANCES; code++)
        search->distance_price[code] += PRICE_ONE_BIT * ((code >> 1) - 1);
}

/* ---- the cheapest way ---- */

static inline void offer(rill_png_search *search, uint32_t to, uint32_t price, step by)
{
    if (price < search->price[to]) {
        search->price[to] = price;
        search->steps[to] = by;
    }
}

static inline uint32_t distance_price(const rill_png_search *search, step by)
{
    const uint32_t distance = (by & 0xffff) - 1;
    return search->distance_price[d_code(distance)];
}

/* Afterwards steps[i] leads on from byte i, wherever the way comes by. */
static void turn_round(step *steps, uint32_t n_bytes)
{
    step next = steps[n_bytes];

    for (uint32_t i = n_bytes; i > 0;) {
        i -= next >> 16;
        const step before = steps[i];
        steps[i] = next;
        next = before;
    }
}

static void parse(rill_png_search *search, uint32_t n_bytes)
{
    const uint8_t *const bytes = search->zlib->window + search->at;

    memset(search->price, 0xff, (n_bytes + 1) * sizeof *search->price);
    search->price[0] = 0;
    for (uint32_t i = 0; i < n_bytes; i++) {
        const step *const found = search->matches + (size_t)i * MATCHES_A_BYTE;
        const uint32_t here = search->price[i];
        if (found[0] >> 16 == MATCH_MAX) {
            offer(search, i + MATCH_MAX, here + search->length_price[MATCH_MAX] + distance_price(search, found[0]),
                  found[0]);
            i += MATCH_MAX - 1;
            continue;
        }
        offer(search, i + 1, here + search->literal_price[bytes[i]], 1u << 16);
        uint32_t length = MATCH_MIN;
        for (uint32_t k = 0; k < MATCHES_A_BYTE && found[k] != 0; k++) {
            const uint32_t price = here + distance_price(search, found[k]);
            for (; length <= found[k] >> 16; length++)
                offer(search, i + length, price + search->length_price[length], length << 16 | (found[k] & 0xffff));
        }
    }
    turn_round(search->steps, n_bytes);
}

/* What the block has had so far, and this stretch. */
static void count_symbols(rill_png_search *search, uint32_t n_bytes)
{
    const deflate_state *const zlib = search->zlib;
    symbol_counts *const counts = &search->counts;

    for (unsigned i = 0; i < N_LITERALS; i++)
        counts->literal[i] = zlib->dyn_ltree[i].fc.freq;
    for (unsigned i = 0; i < N_DISTANCES; i++)
        counts->distance[i] = zlib->dyn_dtree[i].fc.freq;
    for (uint32_t i = 0; i < n_bytes; i += search->steps[i] >> 16) {
        const uint32_t length = search->steps[i] >> 16, distance = (search->steps[i] & 0xffff) - 1;
        if (length == 1)
            counts->literal[zlib->window[search->at + i]]++;
        else {
            counts->literal[LITERALS + 1 + _length_code[length - MATCH_MIN]]++;
            counts->distance[d_code(distance)]++;
        }
    }
}

/* ---- blocks ---- */

static rill_status write_block(rill_png_search *search, bool last)
{
    _tr_flush_block(search->zlib, NULL, 0, last);
    return send_made(search);
}

static rill_status write_symbols(rill_png_search *search)
{
    deflate_state *const zlib = search->zlib;

    for (uint32_t i = 0; i < search->n_held; i += search->steps[i] >> 16) {
        const uint32_t length = search->steps[i] >> 16, distance = search->steps[i] & 0xffff;
        bool full;
        if (length == 1)
            _tr_tally_lit(zlib, zlib->window[search->at + i], full) else _tr_tally_dist(
                zlib, distance, length - MATCH_MIN, full) if (full || zlib->sym_next >= BLOCK_SYMBOLS * SYMBOL_BYTES)
                RILL_TRY(write_block(search, false));
    }
    return RILL_OK;
}

/* Both windows are full: the older one is forgotten. */
static void slide(rill_png_search *search)
{
    deflate_state *const zlib = search->zlib;
    uint16_t *const tables[] = {zlib->prev, zlib->head, search->nearest};
    const uint32_t n_entries[] = {WINDOW_BYTES, 1u << HASH_BITS, 1u << NEAR_BITS};

    memcpy(zlib->window, zlib->window + WINDOW_BYTES, WINDOW_BYTES);
    for (unsigned t = 0; t < 3; t++)
        for (uint32_t i = 0; i < n_entries[t]; i++)
            tables[t][i] = (uint16_t)(tables[t][i] >= WINDOW_BYTES ? tables[t][i] - WINDOW_BYTES : 0);
    search->at = WINDOW_BYTES;
}

static rill_status write_stretch(rill_png_search *search)
{
    search->check = (uint32_t)adler32(search->check, search->zlib->window + search->at, search->n_held);
    find_matches(search, search->n_held);
    for (uint32_t pass = 0; pass < search->depth.passes; pass++) {
        set_prices(search);
        parse(search, search->n_held);
        count_symbols(search, search->n_held);
    }
    RILL_TRY(write_symbols(search));
    search->at += search->n_held;
    search->n_held = 0;
    if (search->at == 2 * WINDOW_BYTES)
        slide(search);
    return RILL_OK;
}

rill_status rill_png_search_write(rill_png_search *search, const uint8_t *bytes, size_t n_bytes)
{
    while (n_bytes > 0) {
        const uint32_t room_bytes = search->stretch_bytes - search->n_held;
        const uint32_t taken_bytes = n_bytes < room_bytes ? (uint32_t)n_bytes : room_bytes;
        memcpy(search->zlib->window + search->at + search->n_held, bytes, taken_bytes);
        search->n_held += taken_bytes;
        bytes += taken_bytes;
        n_bytes -= taken_bytes;
        if (search->n_held == search->stretch_bytes)
            RILL_TRY(write_stretch(search));
    }
    return RILL_OK;
}

rill_status rill_png_search_end(rill_png_search *search)
{
    uint8_t check[4];

    if (search->n_held > 0)
        RILL_TRY(write_stretch(search));
    RILL_TRY(write_block(search, true));
    rill_put_be32(check, search->check);
    return rill_png_stream_put(search->stream, check, sizeof check);
}
