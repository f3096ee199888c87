/*
 * geometry.c - sizes, and the one map from result to source
 *
 * All of it in whole numbers: sizes round half up and are at least 1, places are exact
 * rationals.  Everything a recipe says is in the upright picture's axes: after the
 * camera's orientation, 'rotate', 'flip' and 'flop'.
 */
#include "request/plan.h"

/*
 * How the upright picture's axes lie in the stored one: signs and exchange of axes
 * about the centre.  xx, xy: stored x = xx * x + xy * y; yx, yy the same for stored y.
 */
typedef struct turn {
    int xx, xy, yx, yy;
} turn;

/* EXIF 1..8: what the stored picture needs to be upright. */
static const turn exif_turns[9] = {
    {1, 0, 0, 1}, {1, 0, 0, 1},  {-1, 0, 0, 1},  {-1, 0, 0, -1}, {1, 0, 0, -1},
    {0, 1, 1, 0}, {0, 1, -1, 0}, {0, -1, -1, 0}, {0, -1, 1, 0},
};

/* First b (nearer to the result), then a. */
static turn combined(turn a, turn b)
{
    return (turn){a.xx * b.xx + a.xy * b.yx, a.xx * b.xy + a.xy * b.yy, a.yx * b.xx + a.yy * b.yx,
                  a.yx * b.xy + a.yy * b.yy};
}

static turn whole_turn(const rill_recipe *recipe, unsigned orientation)
{
    const turn quarter = {0, 1, -1, 0}; /* clockwise */
    turn all = exif_turns[orientation];

    for (uint32_t i = 0; i < recipe->quarter_turns; i++)
        all = combined(all, quarter);
    if (recipe->flip)
        all = combined(all, (turn){1, 0, 0, -1});
    if (recipe->flop)
        all = combined(all, (turn){-1, 0, 0, 1});
    return all;
}

/* ---- sizes ---- */

typedef struct size {
    uint64_t width_px, height_px;
} size;

/* a * b / c, half up, at least 1 */
static uint64_t scaled(uint64_t a, uint64_t b, uint64_t c)
{
    const uint64_t value = (2 * a * b + c) / (2 * c);
    return value == 0 ? 1 : value;
}

/* The picture scaled so that its width is the box's, or its height is. */
static size to_width(size picture, uint64_t width_px)
{
    return (size){width_px, scaled(picture.height_px, width_px, picture.width_px)};
}

static size to_height(size picture, uint64_t height_px)
{
    return (size){scaled(picture.width_px, height_px, picture.height_px), height_px};
}

/* The box is wider than the picture, shape against shape. */
static bool is_wider(size box, size picture)
{
    return box.width_px * picture.height_px > picture.width_px * box.height_px;
}

static size inside(size box, size picture, bool enlarge)
{
    if (!enlarge && box.width_px >= picture.width_px && box.height_px >= picture.height_px)
        return picture;
    return is_wider(box, picture) ? to_height(picture, box.height_px) : to_width(picture, box.width_px);
}

static size outside(size box, size picture, bool enlarge)
{
    if (!enlarge && (box.width_px >= picture.width_px || box.height_px >= picture.height_px))
        return picture;
    return is_wider(box, picture) ? to_width(picture, box.width_px) : to_height(picture, box.height_px);
}

/* The box itself; without enlarging the largest of its shape that the picture fills. */
static size cover(size box, size picture, bool enlarge)
{
    if (enlarge || (box.width_px <= picture.width_px && box.height_px <= picture.height_px))
        return box;
    return is_wider(box, picture) ? to_width(box, picture.width_px) : to_height(box, picture.height_px);
}

static size fill(size box, size picture, bool enlarge)
{
    if (enlarge)
        return box;
    return (size){box.width_px < picture.width_px ? box.width_px : picture.width_px,
                  box.height_px < picture.height_px ? box.height_px : picture.height_px};
}

static size one_side(size box, size picture, bool enlarge)
{
    const bool by_width = box.width_px != 0;

    if (!enlarge && (by_width ? box.width_px >= picture.width_px : box.height_px >= picture.height_px))
        return picture;
    return by_width ? to_width(picture, box.width_px) : to_height(picture, box.height_px);
}

static size box_of(const rill_recipe *recipe)
{
    return (size){recipe->width_px == 0 ? 0 : scaled(recipe->width_px, recipe->dpr, RILL_WHOLE),
                  recipe->height_px == 0 ? 0 : scaled(recipe->height_px, recipe->dpr, RILL_WHOLE)};
}

/* A side's padding in pixels. */
static uint64_t padding_px(const rill_sides *pad, uint32_t length, size picture)
{
    const uint64_t shorter_px = picture.width_px < picture.height_px ? picture.width_px : picture.height_px;

    return pad->in_shares ? (shorter_px * length + RILL_WHOLE / 2) / RILL_WHOLE : length;
}

/* The picture's size in the result; the canvas differs from it for 'contain' only, before 'pad'. */
static size fitted(const rill_recipe *recipe, size picture, size *canvas)
{
    const size box = box_of(recipe);
    size result = picture;

    if (box.width_px == 0 && box.height_px == 0) {
        *canvas = picture;
        return picture;
    }
    if (box.width_px == 0 || box.height_px == 0) {
        *canvas = one_side(box, picture, recipe->enlarge);
        return *canvas;
    }
    switch (recipe->fit) {
    case RILL_FIT_COVER:
        result = cover(box, picture, recipe->enlarge);
        break;
    case RILL_FIT_CONTAIN:
    case RILL_FIT_INSIDE:
        result = inside(box, picture, recipe->enlarge);
        break;
    case RILL_FIT_FILL:
        result = fill(box, picture, recipe->enlarge);
        break;
    case RILL_FIT_OUTSIDE:
        result = outside(box, picture, recipe->enlarge);
        break;
    }
    *canvas = recipe->fit == RILL_FIT_CONTAIN ? box : result;
    return result;
}

/* ---- the region of the upright picture ---- */

typedef struct region {
    uint32_t left_px, top_px, width_px, height_px;
} region;

/* A share of a side in pixels, half up. */
static uint32_t share(uint32_t side_px, uint32_t ten_thousandths)
{
    return (uint32_t)(((uint64_t)side_px * ten_thousandths + RILL_WHOLE / 2) / RILL_WHOLE);
}

static region cropped(const rill_crop *crop, uint32_t width_px, uint32_t height_px)
{
    if (!crop->in_shares)
        return (region){crop->left, crop->top, crop->width, crop->height};
    const uint32_t left = share(width_px, crop->left);
    const uint32_t top = share(height_px, crop->top);
    const uint32_t right = share(width_px, crop->left + crop->width);
    const uint32_t bottom = share(height_px, crop->top + crop->height);
    return (region){left, top, right > left ? right - left : 1, bottom > top ? bottom - top : 1};
}

static rill_status find_region(region *found, rill_work *work, const rill_recipe *recipe, uint32_t width_px,
                               uint32_t height_px)
{
    *found = (region){0, 0, width_px, height_px};
    if (!recipe->has_crop)
        return RILL_OK;
    *found = cropped(&recipe->crop, width_px, height_px);
    if (found->left_px >= width_px || found->top_px >= height_px)
        return rill_fail(work, RILL_BAD_OPTIONS, "plan", "crop begins outside the picture, which is %u x %u pixels",
                         (unsigned)width_px, (unsigned)height_px);
    /* A region that hangs over the edge is cut there. */
    if (found->width_px > width_px - found->left_px)
        found->width_px = width_px - found->left_px;
    if (found->height_px > height_px - found->top_px)
        found->height_px = height_px - found->top_px;
    return RILL_OK;
}

/* ---- the map ---- */

/*
 * Upright coordinate of a result coordinate along one axis, where one result pixel is
 * step_num / step_den source pixels.  What the region has more than the result shows
 * is cut off on both sides, as 'position' (0..RILL_WHOLE) says.
 */
static rill_axis upright_axis(uint32_t first_px, uint32_t region_px, uint64_t step_num, uint64_t step_den,
                              uint32_t position, uint64_t result_px)
{
    const int64_t cut = (int64_t)(region_px * step_den) - (int64_t)(result_px * step_num);
    const int64_t scale = cut == 0 ? 1 : RILL_WHOLE;
    const int64_t den = (int64_t)step_den * scale;

    return (rill_axis){
        .offset = first_px * den + (cut == 0 ? 0 : cut * position),
        .step = (int64_t)step_num * scale,
        .den = den,
        .low_px = first_px,
        .high_px = first_px + region_px,
    };
}

/* The same axis in stored coordinates, which run the other way. */
static rill_axis mirrored(rill_axis axis, uint32_t side_px)
{
    const uint32_t low_px = axis.low_px;

    axis.offset = (int64_t)side_px * axis.den - axis.offset;
    axis.step = -axis.step;
    axis.low_px = side_px - axis.high_px;
    axis.high_px = side_px - low_px;
    return axis;
}

rill_status rill_geometry_make(rill_geometry *geometry, rill_work *work, const rill_recipe *recipe,
                               const rill_image_info *info)
{
    const turn all = whole_turn(recipe, info->orientation);
    const bool turned = all.xx == 0;
    const uint32_t upright_width_px = turned ? info->height_px : info->width_px;
    const uint32_t upright_height_px = turned ? info->width_px : info->height_px;
    region shown;
    size canvas;

    RILL_TRY(find_region(&shown, work, recipe, upright_width_px, upright_height_px));
    const size picture = fitted(recipe, (size){shown.width_px, shown.height_px}, &canvas);
    const bool cuts = recipe->fit == RILL_FIT_COVER && recipe->width_px != 0 && recipe->height_px != 0;
    const bool cuts_x = cuts && is_wider((size){shown.width_px, shown.height_px}, picture);
    const bool cuts_y = cuts && is_wider(picture, (size){shown.width_px, shown.height_px});

    const uint64_t left_px = padding_px(&recipe->pad, recipe->pad.left, canvas);
    const uint64_t top_px = padding_px(&recipe->pad, recipe->pad.top, canvas);

    *geometry = (rill_geometry){
        .canvas_width_px = (uint32_t)(canvas.width_px + left_px + padding_px(&recipe->pad, recipe->pad.right, canvas)),
        .canvas_height_px =
            (uint32_t)(canvas.height_px + top_px + padding_px(&recipe->pad, recipe->pad.bottom, canvas)),
        .width_px = (uint32_t)picture.width_px,
        .height_px = (uint32_t)picture.height_px,
        .left_px = (uint32_t)(left_px + (canvas.width_px - picture.width_px) * recipe->position_x / RILL_WHOLE),
        .top_px = (uint32_t)(top_px + (canvas.height_px - picture.height_px) * recipe->position_y / RILL_WHOLE),
        .turned = turned,
    };
    /* Where 'cover' cuts along one axis, the scale of the other one holds for both. */
    rill_axis x = upright_axis(shown.left_px, shown.width_px, cuts_x ? shown.height_px : shown.width_px,
                               cuts_x ? picture.height_px : picture.width_px, recipe->position_x, picture.width_px);
    rill_axis y = upright_axis(shown.top_px, shown.height_px, cuts_y ? shown.width_px : shown.height_px,
                               cuts_y ? picture.width_px : picture.height_px, recipe->position_y, picture.height_px);
    x.kernel = y.kernel = (rill_kernel)recipe->kernel;
    if (all.xx + all.yx < 0)
        x = mirrored(x, upright_width_px);
    if (all.yy + all.xy < 0)
        y = mirrored(y, upright_height_px);
    geometry->x = x;
    geometry->y = y;
    return RILL_OK;
}

/* As fitted(), for the part of the picture that makes a side largest. */
static size largest(const rill_recipe *recipe, size picture, uint32_t max_side_px)
{
    const size box = box_of(recipe);
    const size free_side = recipe->enlarge ? (size){max_side_px, max_side_px} : picture;
    const bool both = box.width_px != 0 && box.height_px != 0;

    if ((box.width_px == 0 && box.height_px == 0) || (both && recipe->fit == RILL_FIT_OUTSIDE && !recipe->enlarge))
        return picture;
    if (both)
        return recipe->fit == RILL_FIT_OUTSIDE ? free_side : box;
    return box.width_px != 0 ? (size){box.width_px, free_side.height_px} : (size){free_side.width_px, box.height_px};
}

void rill_geometry_widen(rill_geometry *geometry, const rill_recipe *recipe, uint32_t max_side_px)
{
    const size shown = {geometry->x.high_px - geometry->x.low_px, geometry->y.high_px - geometry->y.low_px};
    const size most = largest(recipe, shown, max_side_px);
    const rill_sides *const pad = &recipe->pad;

    geometry->width_px = (uint32_t)most.width_px;
    geometry->height_px = (uint32_t)most.height_px;
    geometry->canvas_width_px =
        (uint32_t)(most.width_px + padding_px(pad, pad->left, most) + padding_px(pad, pad->right, most));
    geometry->canvas_height_px =
        (uint32_t)(most.height_px + padding_px(pad, pad->top, most) + padding_px(pad, pad->bottom, most));
}

rill_box rill_shown_box(const rill_geometry *geometry)
{
    const rill_axis *const across = geometry->turned ? &geometry->y : &geometry->x;
    const rill_axis *const down = geometry->turned ? &geometry->x : &geometry->y;

    return (rill_box){across->low_px, down->low_px, across->high_px, down->high_px};
}

rill_crop rill_upright_crop(const rill_recipe *recipe, const rill_image_info *info, const rill_box *box)
{
    const turn all = whole_turn(recipe, info->orientation);
    const bool turned = all.xx == 0;
    const rill_box upright = turned ? (rill_box){box->top_px, box->left_px, box->bottom_px, box->right_px} : *box;
    const uint32_t width_px = turned ? info->height_px : info->width_px;
    const uint32_t height_px = turned ? info->width_px : info->height_px;

    return (rill_crop){
        .left = all.xx + all.yx < 0 ? width_px - upright.right_px : upright.left_px,
        .top = all.yy + all.xy < 0 ? height_px - upright.bottom_px : upright.top_px,
        .width = upright.right_px - upright.left_px,
        .height = upright.bottom_px - upright.top_px,
    };
}
