/*
 * test_geometry.c - sizes and the one map, with numbers only
 */
#include "check.h"
#include "fake_host.h"
#include "request/plan.h"

#include <math.h>
#include <string.h>

/* The geometry of a JSON request for a picture of that stored size. */
static rill_status geometry_of(rill_geometry *geometry, const char *json, uint32_t width_px, uint32_t height_px,
                               unsigned orientation)
{
    const rill_image_info info = {.width_px = width_px, .height_px = height_px, .orientation = orientation};
    rill_recipe recipe;
    fake_host host;

    memset(geometry, 0, sizeof *geometry);
    fake_host_open(&host, "", 0);
    rill_status status = rill_recipe_parse(&recipe, &host.work, json, strlen(json));
    CHECK_EQUAL(status, RILL_OK);
    if (status == RILL_OK)
        status = rill_geometry_make(geometry, &host.work, &recipe, &info);
    fake_host_close(&host);
    return status;
}

/* ---- sizes ---- */

typedef struct size_case {
    const char *json;
    uint32_t source[2], canvas[2], picture[2];
} size_case;

static const size_case sizes[] = {
    /* a larger source: enlarge says nothing */
    {"{\"width\":400,\"height\":400}", {1600, 1200}, {400, 400}, {400, 400}},
    {"{\"width\":400,\"height\":400,\"fit\":\"contain\"}", {1600, 1200}, {400, 400}, {400, 300}},
    {"{\"width\":400,\"height\":400,\"fit\":\"fill\"}", {1600, 1200}, {400, 400}, {400, 400}},
    {"{\"width\":400,\"height\":400,\"fit\":\"inside\"}", {1600, 1200}, {400, 300}, {400, 300}},
    {"{\"width\":400,\"height\":400,\"fit\":\"outside\"}", {1600, 1200}, {533, 400}, {533, 400}},
    {"{\"width\":400,\"height\":400,\"enlarge\":true}", {1600, 1200}, {400, 400}, {400, 400}},
    {"{\"width\":400,\"height\":400,\"fit\":\"contain\",\"enlarge\":true}", {1600, 1200}, {400, 400}, {400, 300}},
    {"{\"width\":400,\"height\":400,\"fit\":\"outside\",\"enlarge\":true}", {1600, 1200}, {533, 400}, {533, 400}},
    {"{\"width\":400}", {1600, 1200}, {400, 300}, {400, 300}},
    {"{\"height\":400}", {1600, 1200}, {533, 400}, {533, 400}},
    {"{}", {1600, 1200}, {1600, 1200}, {1600, 1200}},
    /* a smaller source */
    {"{\"width\":400,\"height\":400}", {200, 150}, {150, 150}, {150, 150}},
    {"{\"width\":400,\"height\":400,\"fit\":\"contain\"}", {200, 150}, {400, 400}, {200, 150}},
    {"{\"width\":400,\"height\":400,\"fit\":\"fill\"}", {200, 150}, {200, 150}, {200, 150}},
    {"{\"width\":400,\"height\":400,\"fit\":\"inside\"}", {200, 150}, {200, 150}, {200, 150}},
    {"{\"width\":400,\"height\":400,\"fit\":\"outside\"}", {200, 150}, {200, 150}, {200, 150}},
    {"{\"width\":400}", {200, 150}, {200, 150}, {200, 150}},
    {"{\"height\":400}", {200, 150}, {200, 150}, {200, 150}},
    {"{\"width\":400,\"height\":400,\"enlarge\":true}", {200, 150}, {400, 400}, {400, 400}},
    {"{\"width\":400,\"height\":400,\"fit\":\"contain\",\"enlarge\":true}", {200, 150}, {400, 400}, {400, 300}},
    {"{\"width\":400,\"height\":400,\"fit\":\"fill\",\"enlarge\":true}", {200, 150}, {400, 400}, {400, 400}},
    {"{\"width\":400,\"height\":400,\"fit\":\"inside\",\"enlarge\":true}", {200, 150}, {400, 300}, {400, 300}},
    {"{\"width\":400,\"height\":400,\"fit\":\"outside\",\"enlarge\":true}", {200, 150}, {533, 400}, {533, 400}},
    {"{\"width\":400,\"enlarge\":true}", {200, 150}, {400, 300}, {400, 300}},
    {"{\"height\":400,\"enlarge\":true}", {200, 150}, {533, 400}, {533, 400}},
    /* larger along one side only */
    {"{\"width\":400,\"height\":100}", {200, 150}, {200, 50}, {200, 50}},
    {"{\"width\":400,\"height\":100,\"fit\":\"fill\"}", {200, 150}, {200, 100}, {200, 100}},
    {"{\"width\":400,\"height\":100,\"fit\":\"inside\"}", {200, 150}, {133, 100}, {133, 100}},
    {"{\"width\":400,\"height\":100,\"fit\":\"outside\"}", {200, 150}, {200, 150}, {200, 150}},
    /* halves go up; at least one pixel */
    {"{\"width\":1}", {2, 3}, {1, 2}, {1, 2}},
    {"{\"width\":3}", {6, 5}, {3, 3}, {3, 3}},
    {"{\"width\":1}", {8192, 2}, {1, 1}, {1, 1}},
    {"{\"height\":1}", {1, 30000}, {1, 1}, {1, 1}},
    {"{\"width\":5,\"height\":5,\"fit\":\"inside\"}", {30000, 3}, {5, 1}, {5, 1}},
    {"{\"width\":1,\"height\":8000}", {200, 150}, {1, 150}, {1, 150}},
    {"{\"width\":1,\"height\":8000}", {2, 4}, {1, 4}, {1, 4}},
    /* dpr multiplies both sides, halves up */
    {"{\"width\":101,\"dpr\":1.5}", {1600, 1200}, {152, 114}, {152, 114}},
    {"{\"width\":100,\"height\":100,\"dpr\":0.1}", {1600, 1200}, {10, 10}, {10, 10}},
    {"{\"width\":1,\"height\":2,\"dpr\":0.1,\"fit\":\"fill\"}", {1600, 1200}, {1, 1}, {1, 1}},
    /* turns come first, then the crop, then sizes */
    {"{\"width\":300,\"rotate\":90}", {1600, 1200}, {300, 400}, {300, 400}},
    {"{\"rotate\":270}", {1600, 1200}, {1200, 1600}, {1200, 1600}},
    {"{\"crop\":[100,50,400,100],\"width\":200}", {1600, 1200}, {200, 50}, {200, 50}},
    {"{\"crop\":[1500,50,400,100]}", {1600, 1200}, {100, 100}, {100, 100}},
    {"{\"crop\":[0.5,0,0.5,1]}", {101, 11}, {50, 11}, {50, 11}},
    {"{\"crop\":[0,0,0.5,1]}", {101, 11}, {51, 11}, {51, 11}},
    {"{\"crop\":[0.0001,0.0001,0.0001,0.0001]}", {100, 100}, {1, 1}, {1, 1}},
    {"{\"crop\":[0,0,1,1]}", {100, 100}, {1, 1}, {1, 1}},
    {"{\"crop\":[0,0,0.3333,0.6667],\"rotate\":90}", {100, 200}, {67, 67}, {67, 67}},
};

TEST(sizes_follow_fit_source_and_enlarge)
{
    for (unsigned i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        const size_case *const c = &sizes[i];
        rill_geometry geometry;
        CHECK_EQUAL(geometry_of(&geometry, c->json, c->source[0], c->source[1], 1), RILL_OK);
        const bool right = geometry.canvas_width_px == c->canvas[0] && geometry.canvas_height_px == c->canvas[1] &&
                           geometry.width_px == c->picture[0] && geometry.height_px == c->picture[1];
        if (!right)
            check_text("", c->json, __FILE__, __LINE__);
        CHECK_EQUAL(geometry.canvas_width_px, c->canvas[0]);
        CHECK_EQUAL(geometry.canvas_height_px, c->canvas[1]);
        CHECK_EQUAL(geometry.width_px, c->picture[0]);
        CHECK_EQUAL(geometry.height_px, c->picture[1]);
    }
}

TEST(a_crop_that_begins_outside_is_refused)
{
    rill_geometry geometry;

    CHECK_EQUAL(geometry_of(&geometry, "{\"crop\":[100,0,5,5]}", 100, 50, 1), RILL_BAD_OPTIONS);
    CHECK_EQUAL(geometry_of(&geometry, "{\"crop\":[99,49,5,5]}", 100, 50, 1), RILL_OK);
    CHECK_EQUAL(geometry_of(&geometry, "{\"crop\":[60,0,5,5],\"rotate\":90}", 100, 50, 1), RILL_BAD_OPTIONS);
    CHECK_EQUAL(geometry_of(&geometry, "{\"crop\":[0,60,5,5]}", 100, 50, 6), RILL_OK);
}

/* ---- position ---- */

typedef struct position_case {
    const char *position;
    double x, y; /* share of what is cut, or of the room, that lies left or above */
} position_case;

static const position_case positions[] = {
    {"center", 0.5, 0.5}, {"top", 0.5, 0},       {"right-top", 1, 0}, {"right", 1, 0.5},  {"right-bottom", 1, 1},
    {"bottom", 0.5, 1},   {"left-bottom", 0, 1}, {"left", 0, 0.5},    {"left-top", 0, 0}, {"0.25x0.75", 0.25, 0.75},
};

static double at(const rill_axis *axis, double place)
{
    return ((double)axis->offset + (double)axis->step * place) / (double)axis->den;
}

TEST(cover_keeps_the_part_that_position_says)
{
    const char *const format = "{\"width\":100,\"height\":100,\"position\":\"";

    for (unsigned i = 0; i < sizeof positions / sizeof *positions; i++) {
        char json[100];
        rill_geometry wide, high;
        strcpy(json, format);
        strcat(strcat(json, positions[i].position), "\"}");
        CHECK_EQUAL(geometry_of(&wide, json, 400, 200, 1), RILL_OK);
        CHECK(fabs(at(&wide.x, 0) - 200 * positions[i].x) < 1e-9);
        CHECK(fabs(at(&wide.x, 100) - at(&wide.x, 0) - 200) < 1e-9);
        CHECK(at(&wide.y, 0) == 0 && at(&wide.y, 100) == 200);
        CHECK_EQUAL(geometry_of(&high, json, 300, 500, 1), RILL_OK);
        CHECK(fabs(at(&high.y, 0) - 200 * positions[i].y) < 1e-9);
        CHECK(at(&high.x, 0) == 0 && at(&high.x, 100) == 300);
        /* The picture's edge limits what may be read, not the part that is shown. */
        CHECK(wide.x.low_px == 0 && wide.x.high_px == 400);
    }
}

TEST(contain_puts_the_picture_where_position_says)
{
    for (unsigned i = 0; i < sizeof positions / sizeof *positions; i++) {
        char json[120];
        rill_geometry wide;
        strcpy(json, "{\"width\":101,\"height\":101,\"fit\":\"contain\",\"position\":\"");
        strcat(strcat(json, positions[i].position), "\"}");
        CHECK_EQUAL(geometry_of(&wide, json, 400, 200, 1), RILL_OK);
        CHECK_EQUAL(wide.left_px, 0);
        CHECK(wide.width_px == 101 && wide.height_px == 51);
        CHECK_EQUAL(wide.top_px, (uint32_t)floor(50 * positions[i].y));
    }
}

/* ---- the map ---- */

/* Where the corner of an upright pixel grid lies in the stored picture, by EXIF's definition. */
static void stored(unsigned orientation, double w, double h, double x, double y, double place[2])
{
    const double places[9][2] = {{x, y}, {x, y},     {w - x, y},     {w - x, h - y}, {x, h - y},
                                 {y, x}, {y, h - x}, {w - y, h - x}, {w - y, x}};

    place[0] = places[orientation][0];
    place[1] = places[orientation][1];
}

/* Where the map puts a result corner: stored x and y. */
static void mapped(const rill_geometry *geometry, double x, double y, double place[2])
{
    place[geometry->turned ? 1 : 0] = at(&geometry->x, x);
    place[geometry->turned ? 0 : 1] = at(&geometry->y, y);
}

TEST(each_orientation_maps_corners_where_exif_says)
{
    for (unsigned orientation = 1; orientation <= 8; orientation++) {
        rill_geometry geometry;
        CHECK_EQUAL(geometry_of(&geometry, "{\"crop\":[10,20,90,80],\"width\":30}", 307, 211, orientation), RILL_OK);
        CHECK_EQUAL(geometry.turned, orientation > 4);
        for (unsigned corner = 0; corner < 4; corner++) {
            const double x = corner & 1 ? 30 : 0, y = corner & 2 ? 27 : 0;
            double wanted[2], got[2];
            stored(orientation, 307, 211, 10 + x * 3, 20 + y * 80 / 27, wanted);
            mapped(&geometry, x, y, got);
            CHECK(fabs(got[0] - wanted[0]) < 1e-9 && fabs(got[1] - wanted[1]) < 1e-9);
        }
        double a[2], b[2];
        stored(orientation, 307, 211, 10, 20, a);
        stored(orientation, 307, 211, 100, 100, b);
        const rill_axis *const along_x = geometry.turned ? &geometry.y : &geometry.x;
        CHECK(along_x->low_px == fmin(a[0], b[0]) && along_x->high_px == fmax(a[0], b[0]));
    }
}

/* Turn, then mirror, as a person reads it: the upper left pixel of the result is found by hand. */
TEST(rotate_flip_and_flop_apply_after_the_cameras_orientation)
{
    static const struct {
        const char *json;
        unsigned orientation;
        double place[2]; /* stored corner of the result's upper left corner */
    } cases[] = {
        {"{\"rotate\":90}", 1, {0, 20}},
        {"{\"rotate\":180}", 1, {30, 20}},
        {"{\"rotate\":270}", 1, {30, 0}},
        {"{\"flip\":true}", 1, {0, 20}},
        {"{\"flop\":true}", 1, {30, 0}},
        {"{\"flip\":true,\"flop\":true}", 1, {30, 20}},
        {"{\"rotate\":90,\"flip\":true}", 1, {30, 20}},
        {"{\"rotate\":90,\"flop\":true}", 1, {0, 0}},
        {"{\"rotate\":90}", 6, {30, 20}},
        {"{\"rotate\":270}", 6, {0, 0}},
        {"{\"flop\":true}", 2, {0, 0}},
        {"{\"flip\":true}", 8, {0, 0}},
    };

    for (unsigned i = 0; i < sizeof cases / sizeof *cases; i++) {
        rill_geometry geometry;
        double got[2];
        CHECK_EQUAL(geometry_of(&geometry, cases[i].json, 30, 20, cases[i].orientation), RILL_OK);
        mapped(&geometry, 0, 0, got);
        CHECK(got[0] == cases[i].place[0] && got[1] == cases[i].place[1]);
    }
}

TEST(the_largest_cover_with_a_focal_point_stays_in_64_bits)
{
    const rill_image_info info = {.width_px = 29999, .height_px = 3333, .orientation = 7};
    rill_recipe recipe = rill_recipe_default();
    rill_geometry geometry;
    fake_host host;

    fake_host_open(&host, "", 0);
    recipe.width_px = 8192;
    recipe.height_px = 8191;
    recipe.dpr = 50000;
    recipe.enlarge = true;
    recipe.position_x = 3333;
    recipe.position_y = 9999;
    CHECK_EQUAL(rill_geometry_make(&geometry, &host.work, &recipe, &info), RILL_OK);
    CHECK(geometry.width_px == 40960 && geometry.height_px == 40955);
    /* Upright it is 3333 wide: all of it, and as many rows as have that scale; stored rows run the other way. */
    CHECK(fabs(at(&geometry.x, 0) - 3333) < 1e-6 && fabs(at(&geometry.x, 40960)) < 1e-6);
    const double shown = 3333.0 * 40955 / 40960, top = (29999 - shown) * 0.9999;
    CHECK(fabs(at(&geometry.y, 0) - (29999 - top)) < 1e-6);
    CHECK(fabs(at(&geometry.y, 40955) - (29999 - top - shown)) < 1e-6);
    fake_host_close(&host);
}
