/*
 * recipe.c - JSON options to a recipe, by the table options.def
 *
 * Each TYPE of the table has one reader; store() puts what was read into its field,
 * and the compiler misses a field when the table has a new row.
 */
#include "request/recipe.h"

#include "request/json_read.h"
#include "request/options.h"

#include <string.h>

static const char WHERE[] = "recipe";

#define SHOWN_BYTES 48      /* of a wrong value or name, in an error */
#define LIST_BYTES 96       /* of the words an option takes, in an error */
#define WORD_BYTES 32       /* all names and words of options are shorter */
#define CROP_MAX_PX 1000000 /* the longest side that any profile allows a source */

/* The points that the words of 'position' name, in the order of their values. */
static const struct {
    uint32_t x, y;
} named_positions[] = {
    {RILL_WHOLE / 2, RILL_WHOLE / 2}, /* center */
    {RILL_WHOLE / 2, 0},              /* top */
    {RILL_WHOLE, 0},                  /* right-top */
    {RILL_WHOLE, RILL_WHOLE / 2},     /* right */
    {RILL_WHOLE, RILL_WHOLE},         /* right-bottom */
    {RILL_WHOLE / 2, RILL_WHOLE},     /* bottom */
    {0, RILL_WHOLE},                  /* left-bottom */
    {0, RILL_WHOLE / 2},              /* left */
    {0, 0},                           /* left-top */
};

/* What a value was read as; which member counts is decided by the option's type. */
typedef struct reading {
    uint32_t number;
    uint32_t x, y;
    uint32_t watermark; /* lists: whose value it is */
    rill_crop crop;
    rill_sides sides;
} reading;

rill_recipe rill_recipe_default(void)
{
    const rill_watermark_recipe watermark = {
        .position_x = RILL_WHOLE,
        .position_y = RILL_WHOLE,
        .margin_x = RILL_WHOLE / 50,
        .margin_y = RILL_WHOLE / 50,
        .scale = RILL_WHOLE / 4,
        .opacity = RILL_WHOLE,
    };
    return (rill_recipe){
        .fit = RILL_FIT_COVER,
        .position_x = RILL_WHOLE / 2,
        .position_y = RILL_WHOLE / 2,
        .dpr = RILL_WHOLE,
        .brightness = RILL_WHOLE,
        .contrast = RILL_WHOLE,
        .gamma = RILL_WHOLE,
        .saturation = RILL_WHOLE,
        .sharpen_sigma = RILL_WHOLE,
        .watermark = {watermark, watermark, watermark, watermark},
        .quality = 80,
        .effort = 4,
        .alpha_quality = 100,
        .dither = RILL_WHOLE,
    };
}

static void store(rill_recipe *recipe, rill_option_id id, const reading *got)
{
    rill_watermark_recipe *const watermark = &recipe->watermark[got->watermark];

    switch (id) {
    case RILL_OPTION_width:
        recipe->width_px = got->number;
        break;
    case RILL_OPTION_height:
        recipe->height_px = got->number;
        break;
    case RILL_OPTION_fit:
        recipe->has_fit = true;
        recipe->fit = (rill_fit)got->number;
        break;
    case RILL_OPTION_position:
        recipe->position_x = got->x;
        recipe->position_y = got->y;
        break;
    case RILL_OPTION_linear:
        recipe->linear = got->number != 0;
        break;
    case RILL_OPTION_enlarge:
        recipe->enlarge = got->number != 0;
        break;
    case RILL_OPTION_dpr:
        recipe->dpr = got->number;
        break;
    case RILL_OPTION_kernel:
        recipe->kernel = got->number;
        break;
    case RILL_OPTION_crop:
        recipe->has_crop = true;
        recipe->crop = got->crop;
        break;
    case RILL_OPTION_trim:
        recipe->has_trim = true;
        recipe->trim_tolerance = got->number;
        break;
    case RILL_OPTION_rotate:
        recipe->quarter_turns = got->number / 90;
        break;
    case RILL_OPTION_flip:
        recipe->flip = got->number != 0;
        break;
    case RILL_OPTION_flop:
        recipe->flop = got->number != 0;
        break;
    case RILL_OPTION_grayscale:
        recipe->grayscale = got->number != 0;
        break;
    case RILL_OPTION_brightness:
        recipe->brightness = got->number;
        break;
    case RILL_OPTION_contrast:
        recipe->contrast = got->number;
        break;
    case RILL_OPTION_gamma:
        recipe->gamma = got->number;
        break;
    case RILL_OPTION_saturation:
        recipe->saturation = got->number;
        break;
    case RILL_OPTION_tint:
        recipe->has_tint = true;
        recipe->tint_rgba = got->number;
        break;
    case RILL_OPTION_blur:
        recipe->blur_sigma = got->number;
        break;
    case RILL_OPTION_sharpen:
        recipe->sharpen_amount = got->number;
        break;
    case RILL_OPTION_sharpenSigma:
        recipe->sharpen_sigma = got->number;
        break;
    case RILL_OPTION_radius:
        recipe->radius_px = got->number;
        break;
    case RILL_OPTION_pad:
        recipe->pad = got->sides;
        break;
    case RILL_OPTION_background:
        recipe->has_background = true;
        recipe->background_rgba = got->number;
        break;
    case RILL_OPTION_watermarkPosition:
        watermark->position_x = got->x;
        watermark->position_y = got->y;
        break;
    case RILL_OPTION_watermarkX:
        watermark->margin_x = got->number;
        break;
    case RILL_OPTION_watermarkY:
        watermark->margin_y = got->number;
        break;
    case RILL_OPTION_watermarkScale:
        watermark->scale = got->number;
        break;
    case RILL_OPTION_watermarkOpacity:
        watermark->opacity = got->number;
        break;
    case RILL_OPTION_watermarkTile:
        watermark->tile = got->number != 0;
        break;
    case RILL_OPTION_watermarkRotate:
        watermark->degrees = got->number;
        break;
    case RILL_OPTION_quality:
        recipe->quality = got->number;
        break;
    case RILL_OPTION_lossless:
        recipe->lossless = got->number != 0;
        break;
    case RILL_OPTION_progressive:
        recipe->progressive = got->number != 0;
        break;
    case RILL_OPTION_chroma:
        recipe->full_chroma = got->number != 0;
        break;
    case RILL_OPTION_effort:
        recipe->effort = got->number;
        break;
    case RILL_OPTION_alphaQuality:
        recipe->alpha_quality = got->number;
        break;
    case RILL_OPTION_maxBytes:
        recipe->max_bytes = got->number;
        break;
    case RILL_OPTION_palette:
        if (got->number != 0 && recipe->colours == 0)
            recipe->colours = (uint32_t)rill_options[RILL_OPTION_colors].high;
        break;
    case RILL_OPTION_colors:
        recipe->colours = got->number;
        break;
    case RILL_OPTION_dither:
        recipe->dither = got->number;
        break;
    case RILL_OPTION_format:
        recipe->has_format = true;
        recipe->format = (rill_format)got->number;
        break;
    case RILL_OPTION_icc:
        recipe->icc = (rill_icc_use)got->number;
        break;
    case RILL_OPTION_metadata:
        recipe->metadata = (rill_metadata_use)got->number;
        break;
    case RILL_OPTION_watermark: /* never read */
    case RILL_N_OPTIONS:
        break;
    }
}

/* ---- one reader for each type; false: the value is not of that type, or out of range ---- */

static bool read_word(rill_option_id id, const rill_json_value *value, uint32_t *number)
{
    char text[WORD_BYTES];

    return value->kind == RILL_JSON_STRING && rill_json_ascii(value, text, sizeof text) &&
           rill_option_word(id, text, number);
}

static bool read_number(const rill_json_value *value, int64_t *ten_thousandths)
{
    return value->kind == RILL_JSON_NUMBER && rill_decimal_parse(value->text, value->text_bytes, ten_thousandths);
}

static bool read_decimal(rill_option_id id, const rill_json_value *value, reading *got)
{
    int64_t number;

    if (!read_number(value, &number) || number < rill_options[id].low || number > rill_options[id].high)
        return false;
    got->number = (uint32_t)number;
    return true;
}

static bool read_whole(const rill_json_value *value, int64_t *number)
{
    if (!read_number(value, number) || *number % RILL_WHOLE != 0)
        return false;
    *number /= RILL_WHOLE;
    return true;
}

static bool read_int(rill_option_id id, const rill_json_value *value, reading *got)
{
    int64_t number;

    if (value->kind == RILL_JSON_STRING)
        return read_word(id, value, &got->number);
    if (!read_whole(value, &number) || number < rill_options[id].low || number > rill_options[id].high)
        return false;
    got->number = (uint32_t)number;
    return true;
}

static bool read_flag(const rill_json_value *value, reading *got)
{
    got->number = value->kind == RILL_JSON_TRUE;
    return value->kind == RILL_JSON_TRUE || value->kind == RILL_JSON_FALSE;
}

static bool read_turn(rill_option_id id, const rill_json_value *value, reading *got)
{
    return value->kind == RILL_JSON_NUMBER && read_int(id, value, got) && got->number % 90 == 0;
}

static bool hex_digits(const char *text, size_t n_digits, uint32_t *number)
{
    *number = 0;
    for (size_t i = 0; i < n_digits; i++) {
        const char c = text[i];
        uint32_t digit;
        if (c >= '0' && c <= '9')
            digit = (uint32_t)(c - '0');
        else if ((c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F'))
            digit = (uint32_t)((c | 0x20) - 'a') + 10;
        else
            return false;
        *number = *number << 4 | digit;
    }
    return true;
}

/* 0xabcd -> 0xaabbccdd */
static uint32_t double_digits(uint32_t number)
{
    uint32_t doubled = 0;

    for (unsigned shift = 0; shift < 16; shift += 4)
        doubled |= (number >> shift & 15) * 0x11 << 2 * shift;
    return doubled;
}

static bool hex_colour(const char *text, uint32_t *rgba)
{
    const size_t n_digits = strlen(text);

    if (!hex_digits(text, n_digits, rgba))
        return false;
    switch (n_digits) {
    case 3:
        *rgba = double_digits(*rgba) << 8 | 0xFF;
        return true;
    case 4:
        *rgba = double_digits(*rgba);
        return true;
    case 6:
        *rgba = *rgba << 8 | 0xFF;
        return true;
    default:
        return n_digits == 8;
    }
}

static bool read_colour(const rill_json_value *value, reading *got)
{
    char text[WORD_BYTES];

    if (value->kind != RILL_JSON_STRING || !rill_json_ascii(value, text, sizeof text))
        return false;
    if (rill_colour_named(text, &got->number))
        return true;
    return hex_colour(text + (text[0] == '#'), &got->number);
}

static bool read_share(const char *text, size_t n_bytes, uint32_t *share)
{
    int64_t number;

    if (!rill_decimal_parse(text, n_bytes, &number) || number < 0 || number > RILL_WHOLE)
        return false;
    *share = (uint32_t)number;
    return true;
}

static bool read_position(const rill_json_value *value, reading *got)
{
    uint32_t place;

    if (read_word(RILL_OPTION_position, value, &place)) {
        got->x = named_positions[place].x;
        got->y = named_positions[place].y;
        return true;
    }
    if (value->kind != RILL_JSON_STRING)
        return false;
    const char *const x = value->text;
    const char *const between = memchr(x, 'x', value->text_bytes);
    if (between == NULL)
        return false;
    const size_t x_bytes = (size_t)(between - x);
    return read_share(x, x_bytes, &got->x) && read_share(between + 1, value->text_bytes - x_bytes - 1, &got->y);
}

/* Four values behind an array: whole ones are pixels; see rill_crop. */
static bool read_four(const rill_json_value *value, int64_t most_px, bool *in_shares, uint32_t side[4])
{
    int64_t number[4];

    *in_shares = false;
    if (value->kind != RILL_JSON_ARRAY || value->n_items != 4)
        return false;
    for (unsigned i = 0; i < 4; i++) {
        if (!read_number(&value[1 + i], &number[i]) || number[i] < 0)
            return false;
        *in_shares = *in_shares || number[i] % RILL_WHOLE != 0;
    }
    for (unsigned i = 0; i < 4; i++) {
        if (number[i] > (*in_shares ? RILL_WHOLE : most_px * RILL_WHOLE))
            return false;
        side[i] = (uint32_t)(*in_shares ? number[i] : number[i] / RILL_WHOLE);
    }
    return true;
}

static bool read_rect(const rill_json_value *value, reading *got)
{
    uint32_t side[4];
    bool in_shares;

    if (!read_four(value, CROP_MAX_PX, &in_shares, side))
        return false;
    got->crop = (rill_crop){in_shares, side[0], side[1], side[2], side[3]};
    return side[2] > 0 && side[3] > 0;
}

/* One number for all sides, or four. */
static bool read_sides(rill_option_id id, const rill_json_value *value, reading *got)
{
    const int64_t most_px = rill_options[id].high;
    uint32_t side[4];
    bool in_shares;
    int64_t number;

    if (read_number(value, &number)) {
        in_shares = number % RILL_WHOLE != 0;
        if (number < 0 || number > (in_shares ? RILL_WHOLE : most_px * RILL_WHOLE))
            return false;
        side[0] = side[1] = side[2] = side[3] = (uint32_t)(in_shares ? number : number / RILL_WHOLE);
    } else if (!read_four(value, most_px, &in_shares, side))
        return false;
    got->sides = (rill_sides){in_shares, side[0], side[1], side[2], side[3]};
    return true;
}

static bool read_value(rill_option_id id, const rill_json_value *value, reading *got)
{
    switch (rill_options[id].type) {
    case RILL_TYPE_INT:
        return read_int(id, value, got);
    case RILL_TYPE_DECIMAL:
        return read_decimal(id, value, got);
    case RILL_TYPE_FLAG:
        return read_flag(value, got);
    case RILL_TYPE_TURN:
        return read_turn(id, value, got);
    case RILL_TYPE_ENUM:
        return read_word(id, value, &got->number);
    case RILL_TYPE_COLOUR:
        return read_colour(value, got);
    case RILL_TYPE_POSITION:
        return read_position(value, got);
    case RILL_TYPE_RECT:
        return read_rect(value, got);
    case RILL_TYPE_SIDES:
        return read_sides(id, value, got);
    case RILL_TYPE_KEY:
        return false;
    }
    return false;
}

/* One value is for all watermarks, an array has one for each. */
static bool read_list(rill_recipe *recipe, rill_option_id id, const rill_json_value *value)
{
    const bool is_array = value->kind == RILL_JSON_ARRAY;
    reading got = {0};

    if (is_array && (value->n_items == 0 || value->n_items > RILL_MAX_WATERMARKS))
        return false;
    const uint32_t n = is_array ? value->n_items : RILL_MAX_WATERMARKS;
    for (got.watermark = 0; got.watermark < n; got.watermark++) {
        const rill_json_value *const one = is_array ? &value[1 + got.watermark] : value;
        if (one->kind == RILL_JSON_ARRAY || one->kind == RILL_JSON_OBJECT || !read_value(id, one, &got))
            return false;
        store(recipe, id, &got);
    }
    return true;
}

static bool read_option(rill_recipe *recipe, rill_option_id id, const rill_json_value *value)
{
    reading got = {0};

    if (rill_option_is_list(id))
        return read_list(recipe, id, value);
    if (!read_value(id, value, &got))
        return false;
    store(recipe, id, &got);
    return true;
}

/* ---- refusals ---- */

/* A value as written, in its quotes, cut off between two characters where it is long. */
static const char *show(const rill_json_value *value, char shown[SHOWN_BYTES])
{
    const bool quoted = value->kind == RILL_JSON_STRING;
    const char *const text = value->text - quoted;
    const size_t text_bytes = value->text_bytes + 2u * quoted;
    size_t n_bytes = text_bytes < SHOWN_BYTES ? text_bytes : SHOWN_BYTES - 4;

    while (n_bytes < text_bytes && ((uint8_t)text[n_bytes] & 0xC0) == 0x80)
        n_bytes--;
    memcpy(shown, text, n_bytes);
    strcpy(shown + n_bytes, n_bytes < text_bytes ? "..." : "");
    return shown;
}

static rill_status refuse_value(rill_work *work, rill_option_id id, const rill_json_value *value)
{
    const rill_option *const row = &rill_options[id];
    const int64_t low_share = row->low % RILL_WHOLE / (RILL_WHOLE / 100); /* hundredths */
    char shown[SHOWN_BYTES];
    char list[LIST_BYTES];

    show(value, shown);
    switch (row->type) {
    case RILL_TYPE_INT:
        return rill_fail(work, RILL_BAD_OPTIONS, WHERE, "%s must be a whole number from %u to %u, not %s", row->name,
                         (unsigned)row->low, (unsigned)row->high, shown);
    case RILL_TYPE_DECIMAL:
        return rill_fail(
            work, RILL_BAD_OPTIONS, WHERE, "%s must be a number from %u.%s%u to %u with at most four decimals, not %s",
            row->name, (unsigned)(row->low / RILL_WHOLE), low_share > 0 && low_share < 10 ? "0" : "",
            (unsigned)(low_share % 10 == 0 ? low_share / 10 : low_share), (unsigned)(row->high / RILL_WHOLE), shown);
    case RILL_TYPE_FLAG:
        return rill_fail(work, RILL_BAD_OPTIONS, WHERE, "%s must be true or false, not %s", row->name, shown);
    case RILL_TYPE_TURN:
        return rill_fail(work, RILL_BAD_OPTIONS, WHERE, "%s must be 0, 90, 180 or 270, not %s", row->name, shown);
    case RILL_TYPE_ENUM:
        rill_option_words(id, list, sizeof list);
        return rill_fail(work, RILL_BAD_OPTIONS, WHERE, "%s must be one of %s, not %s", row->name, list, shown);
    case RILL_TYPE_COLOUR:
        return rill_fail(work, RILL_BAD_OPTIONS, WHERE,
                         "%s must be a colour such as \"#ff8800\", \"#ff880080\" or \"white\", not %s", row->name,
                         shown);
    case RILL_TYPE_POSITION:
        return rill_fail(work, RILL_BAD_OPTIONS, WHERE,
                         "%s must be a name such as \"top\" or a focal point such as \"0.5x0.33\", not %s", row->name,
                         shown);
    case RILL_TYPE_RECT:
        return rill_fail(work, RILL_BAD_OPTIONS, WHERE,
                         "%s must be [left,top,width,height], in whole pixels or as shares from 0 to 1, not %s",
                         row->name, shown);
    case RILL_TYPE_SIDES:
        return rill_fail(work, RILL_BAD_OPTIONS, WHERE,
                         "%s must be one number or [top,right,bottom,left], in whole pixels up to %u or as shares from "
                         "0 to 1, not %s",
                         row->name, (unsigned)row->high, shown);
    case RILL_TYPE_KEY:
        return rill_fail(work, RILL_BAD_OPTIONS, WHERE, "%s must be a source of its own, and stands in no request",
                         row->name);
    }
    return RILL_INTERNAL;
}

static rill_status refuse_name(rill_work *work, const rill_json_value *name)
{
    char shown[SHOWN_BYTES];
    char text[WORD_BYTES];
    const rill_option *const guess = rill_json_ascii(name, text, sizeof text) ? rill_option_guess(text) : NULL;

    if (guess == NULL)
        return rill_fail(work, RILL_BAD_OPTIONS, WHERE, "there is no option %s", show(name, shown));
    return rill_fail(work, RILL_BAD_OPTIONS, WHERE, "there is no option %s: did you mean \"%s\"?", show(name, shown),
                     guess->name);
}

/* ---- the object ---- */

/* Lists are matched by index, so they have one length. */
static rill_status check_list(rill_recipe *recipe, rill_work *work, rill_option_id id, const rill_json_value *value)
{
    if (!rill_option_is_list(id) || value->kind != RILL_JSON_ARRAY)
        return RILL_OK;
    if (recipe->n_watermark_values != 0 && recipe->n_watermark_values != value->n_items)
        return rill_fail(work, RILL_BAD_OPTIONS, WHERE, "%s has %u values, another list of the watermarks has %u",
                         rill_options[id].name, (unsigned)value->n_items, (unsigned)recipe->n_watermark_values);
    recipe->n_watermark_values = value->n_items;
    return RILL_OK;
}

static bool find_option(const rill_json_value *name, rill_option_id *id)
{
    char text[WORD_BYTES];

    return rill_json_ascii(name, text, sizeof text) && rill_option_find(text, id);
}

/* A length times dpr, half up, as far as the option goes. */
static uint32_t times_dpr(const rill_recipe *recipe, rill_option_id id, uint32_t length, int64_t least)
{
    const int64_t folded = ((int64_t)length * recipe->dpr + RILL_WHOLE / 2) / RILL_WHOLE;
    const int64_t most = rill_options[id].high;

    return (uint32_t)(folded < least ? least : folded > most ? most : folded);
}

/* dpr multiplies all lengths that are pixels of the result; width and height when they are used (geometry.c). */
static void fold_dpr(rill_recipe *recipe)
{
    uint32_t *const pad[] = {&recipe->pad.top, &recipe->pad.right, &recipe->pad.bottom, &recipe->pad.left};

    if (recipe->blur_sigma != 0)
        recipe->blur_sigma =
            times_dpr(recipe, RILL_OPTION_blur, recipe->blur_sigma, rill_options[RILL_OPTION_blur].low);
    recipe->radius_px = times_dpr(recipe, RILL_OPTION_radius, recipe->radius_px, 0);
    for (unsigned i = 0; i < 4 && !recipe->pad.in_shares; i++)
        *pad[i] = times_dpr(recipe, RILL_OPTION_pad, *pad[i], 0);
}

rill_status rill_recipe_parse(rill_recipe *recipe, rill_work *work, const char *json, size_t json_bytes)
{
    rill_json_document document;
    bool given[RILL_N_OPTIONS] = {false};
    uint32_t at = 1;

    *recipe = rill_recipe_default();
    RILL_TRY(rill_json_read(&document, work, json, json_bytes));
    for (uint32_t i = 0; i < document.values[0].n_items; i++) {
        const rill_json_value *const name = &document.values[at];
        const rill_json_value *const value = name + 1;
        rill_option_id id;
        if (!find_option(name, &id))
            return refuse_name(work, name);
        if (given[id])
            return rill_fail(work, RILL_BAD_OPTIONS, WHERE, "%s is given twice", rill_options[id].name);
        if (!read_option(recipe, id, value))
            return refuse_value(work, id, value);
        RILL_TRY(check_list(recipe, work, id, value));
        given[id] = true;
        at = value->next;
    }
    fold_dpr(recipe);
    return RILL_OK;
}
