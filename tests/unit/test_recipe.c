/*
 * test_recipe.c - options in, recipe out; everything else refused by name
 */
#include "check.h"
#include "fake_host.h"
#include "request/recipe.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The text lies in an allocation of exactly its size: a read past it is seen. */
static rill_status parse(rill_recipe *recipe, fake_host *host, const char *json, size_t json_bytes)
{
    char *const copy = malloc(json_bytes + (json_bytes == 0));

    memcpy(copy, json, json_bytes);
    fake_host_open(host, "", 0);
    const rill_status status = rill_recipe_parse(recipe, &host->work, copy, json_bytes);
    free(copy);
    return status;
}

static rill_recipe good(const char *json)
{
    fake_host host;
    rill_recipe recipe;

    if (parse(&recipe, &host, json, strlen(json)) != RILL_OK)
        CHECK_TEXT(host.work.detail, json);
    return recipe;
}

static void bad(const char *json, const char *detail)
{
    fake_host host;
    rill_recipe recipe;

    if (!CHECK_EQUAL(parse(&recipe, &host, json, strlen(json)), RILL_BAD_OPTIONS))
        printf("    %s\n", json);
    CHECK_TEXT(host.work.detail, detail);
}

static void not_json(const char *json)
{
    fake_host host;
    rill_recipe recipe;

    CHECK_EQUAL(parse(&recipe, &host, json, strlen(json)), RILL_BAD_OPTIONS);
    if (!CHECK(strncmp(host.work.detail, "the options are not ", 20) == 0))
        printf("    %s: %s\n", json, host.work.detail);
}

TEST(no_options_are_the_tables_defaults)
{
    const rill_recipe recipe = good("{}");

#define RILL_OPTION(name, short_name, aliases, type, low, high, default_, help)                                        \
    static const char default_of_##name[] = default_;
#undef RILL_WORD
#undef RILL_NUMBER_WORD
#undef RILL_COLOUR_NAME
#include "request/options.def"
#undef RILL_OPTION
    CHECK_TEXT(default_of_width, "");
    CHECK_EQUAL(recipe.width_px, 0);
    CHECK_TEXT(default_of_height, "");
    CHECK_EQUAL(recipe.height_px, 0);
    CHECK_TEXT(default_of_fit, "cover");
    CHECK(!recipe.has_fit);
    CHECK_EQUAL(recipe.fit, RILL_FIT_COVER);
    CHECK_TEXT(default_of_position, "center");
    CHECK_EQUAL(recipe.position_x, 5000);
    CHECK_EQUAL(recipe.position_y, 5000);
    CHECK_TEXT(default_of_linear, "0");
    CHECK(!recipe.linear);
    CHECK_TEXT(default_of_enlarge, "0");
    CHECK(!recipe.enlarge);
    CHECK_EQUAL(recipe.dpr, RILL_WHOLE * atoi(default_of_dpr));
    CHECK_TEXT(default_of_kernel, "lanczos3");
    CHECK_EQUAL(recipe.kernel, 0);
    CHECK_TEXT(default_of_trim, "");
    CHECK(!recipe.has_trim);
    CHECK_EQUAL(recipe.brightness, RILL_WHOLE * atoi(default_of_brightness));
    CHECK_EQUAL(recipe.contrast, RILL_WHOLE * atoi(default_of_contrast));
    CHECK_EQUAL(recipe.gamma, RILL_WHOLE * atoi(default_of_gamma));
    CHECK_EQUAL(recipe.saturation, RILL_WHOLE * atoi(default_of_saturation));
    CHECK_TEXT(default_of_tint, "");
    CHECK(!recipe.has_tint);
    CHECK_TEXT(default_of_blur, "");
    CHECK_EQUAL(recipe.blur_sigma, 0);
    CHECK_EQUAL(recipe.sharpen_amount, RILL_WHOLE * atoi(default_of_sharpen));
    CHECK_EQUAL(recipe.sharpen_sigma, RILL_WHOLE * atoi(default_of_sharpenSigma));
    CHECK_EQUAL(recipe.radius_px, atoi(default_of_radius));
    CHECK_EQUAL(recipe.pad.left, atoi(default_of_pad));
    CHECK_TEXT(default_of_crop, "");
    CHECK(!recipe.has_crop);
    CHECK_EQUAL(recipe.quarter_turns, atoi(default_of_rotate));
    CHECK_TEXT(default_of_flip, "0");
    CHECK(!recipe.flip);
    CHECK_TEXT(default_of_flop, "0");
    CHECK(!recipe.flop);
    CHECK_TEXT(default_of_grayscale, "0");
    CHECK(!recipe.grayscale);
    CHECK_TEXT(default_of_background, "");
    CHECK(!recipe.has_background);
    CHECK_TEXT(default_of_watermark, "");
    CHECK_EQUAL(recipe.n_watermarks, 0);
    CHECK_TEXT(default_of_watermarkPosition, "right-bottom");
    CHECK_TEXT(default_of_watermarkX, "0.02");
    CHECK_TEXT(default_of_watermarkY, "0.02");
    CHECK_TEXT(default_of_watermarkScale, "0.25");
    CHECK_TEXT(default_of_watermarkOpacity, "1");
    CHECK_TEXT(default_of_watermarkTile, "0");
    CHECK_TEXT(default_of_watermarkRotate, "0");
    for (unsigned i = 0; i < RILL_MAX_WATERMARKS; i++) {
        const rill_watermark_recipe *const watermark = &recipe.watermark[i];
        CHECK(watermark->position_x == 10000 && watermark->position_y == 10000);
        CHECK(watermark->margin_x == 200 && watermark->margin_y == 200);
        CHECK(watermark->scale == 2500 && watermark->opacity == 10000);
        CHECK(!watermark->tile && watermark->degrees == 0);
    }
    CHECK_EQUAL(recipe.quality, atoi(default_of_quality));
    CHECK_TEXT(default_of_maxBytes, "");
    CHECK_EQUAL(recipe.max_bytes, 0);
    CHECK_EQUAL(recipe.effort, atoi(default_of_effort));
    CHECK_EQUAL(recipe.alpha_quality, atoi(default_of_alphaQuality));
    CHECK_TEXT(default_of_progressive, "0");
    CHECK(!recipe.progressive);
    CHECK_TEXT(default_of_chroma, "420");
    CHECK(!recipe.full_chroma);
    CHECK_TEXT(default_of_lossless, "0");
    CHECK(!recipe.lossless);
    CHECK_TEXT(default_of_effort, "4");
    CHECK_EQUAL(recipe.effort, 4);
    CHECK_TEXT(default_of_palette, "0");
    CHECK_TEXT(default_of_colors, "");
    CHECK_EQUAL(recipe.colours, 0);
    CHECK_TEXT(default_of_dither, "1");
    CHECK_EQUAL(recipe.dither, RILL_WHOLE);
    CHECK_TEXT(default_of_icc, "srgb");
    CHECK_EQUAL(recipe.icc, RILL_ICC_TO_SRGB);
    CHECK_TEXT(default_of_metadata, "none");
    CHECK_EQUAL(recipe.metadata, RILL_METADATA_NONE);
    CHECK_TEXT(default_of_format, "");
    CHECK(!recipe.has_format);
}

TEST(all_options_at_once)
{
    const rill_recipe recipe =
        good(" {\n\"width\" : 800,\t\"height\":600,\"fit\":\"outside\",\"position\":\"0.5x0.33\",\"enlarge\":true,"
             "\"dpr\":1.5,\"crop\":[10,20,300,400],\"rotate\":270,\"flip\":true,\"flop\":true,\"grayscale\":true,"
             "\"background\":\"#ff000080\",\"quality\":75,\"lossless\":true,\"format\":\"webp\"}\r\n");

    CHECK_EQUAL(recipe.width_px, 800);
    CHECK_EQUAL(recipe.height_px, 600);
    CHECK(recipe.has_fit);
    CHECK_EQUAL(recipe.fit, RILL_FIT_OUTSIDE);
    CHECK_EQUAL(recipe.position_x, 5000);
    CHECK_EQUAL(recipe.position_y, 3300);
    CHECK(recipe.enlarge);
    CHECK_EQUAL(recipe.dpr, 15000);
    CHECK(recipe.has_crop);
    CHECK(!recipe.crop.in_shares);
    CHECK_EQUAL(recipe.crop.left, 10);
    CHECK_EQUAL(recipe.crop.top, 20);
    CHECK_EQUAL(recipe.crop.width, 300);
    CHECK_EQUAL(recipe.crop.height, 400);
    CHECK_EQUAL(recipe.quarter_turns, 3);
    CHECK(recipe.flip && recipe.flop && recipe.grayscale && recipe.lossless);
    CHECK(recipe.has_background);
    CHECK_EQUAL(recipe.background_rgba, 0xff000080);
    CHECK_EQUAL(recipe.quality, 75);
    CHECK(recipe.has_format);
    CHECK_EQUAL(recipe.format, RILL_FORMAT_WEBP);
}

TEST(words_and_their_synonyms_are_taken)
{
    CHECK_EQUAL(good("{\"fit\":\"cover\"}").fit, RILL_FIT_COVER);
    CHECK_EQUAL(good("{\"fit\":\"contain\"}").fit, RILL_FIT_CONTAIN);
    CHECK_EQUAL(good("{\"fit\":\"fill\"}").fit, RILL_FIT_FILL);
    CHECK_EQUAL(good("{\"fit\":\"inside\"}").fit, RILL_FIT_INSIDE);
    CHECK_EQUAL(good("{\"fit\":\"scale-down\"}").fit, RILL_FIT_INSIDE);
    CHECK_EQUAL(good("{\"fit\":\"scale\"}").fit, RILL_FIT_FILL);
    CHECK_EQUAL(good("{\"format\":\"auto\"}").format, RILL_FORMAT_AUTO);
    CHECK_EQUAL(good("{\"format\":\"jpg\"}").format, RILL_FORMAT_JPEG);
    CHECK_EQUAL(good("{\"format\":\"png\"}").format, RILL_FORMAT_PNG);
    CHECK_EQUAL(good("{\"quality\":\"medium-high\"}").quality, 75);
    CHECK_EQUAL(good("{\"for\\u006dat\":\"\\u0070ng\"}").format, RILL_FORMAT_PNG);
}

TEST(the_nine_positions_are_points)
{
    static const struct {
        const char *word;
        unsigned x, y;
    } rows[] = {
        {"center", 5000, 5000},
        {"middle", 5000, 5000},
        {"top", 5000, 0},
        {"n", 5000, 0},
        {"right-top", 10000, 0},
        {"top-right", 10000, 0},
        {"right", 10000, 5000},
        {"right-bottom", 10000, 10000},
        {"bottom", 5000, 10000},
        {"sw", 0, 10000},
        {"left", 0, 5000},
        {"northwest", 0, 0},
        {"0x0", 0, 0},
        {"1x1", 10000, 10000},
        {"0.1234x1.0000", 1234, 10000},
    };

    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        char json[64];
        snprintf(json, sizeof json, "{\"position\":\"%s\"}", rows[i].word);
        const rill_recipe recipe = good(json);
        CHECK_EQUAL(recipe.position_x, rows[i].x);
        CHECK_EQUAL(recipe.position_y, rows[i].y);
    }
}

TEST(colours_have_four_lengths_and_names)
{
    CHECK_EQUAL(good("{\"background\":\"#f80\"}").background_rgba, 0xff8800ff);
    CHECK_EQUAL(good("{\"background\":\"F80a\"}").background_rgba, 0xff8800aa);
    CHECK_EQUAL(good("{\"background\":\"#FF8800\"}").background_rgba, 0xff8800ff);
    CHECK_EQUAL(good("{\"background\":\"ff880012\"}").background_rgba, 0xff880012);
    CHECK_EQUAL(good("{\"background\":\"white\"}").background_rgba, 0xffffffff);
    CHECK_EQUAL(good("{\"background\":\"transparent\"}").background_rgba, 0);
    CHECK(good("{\"background\":\"transparent\"}").has_background);
}

TEST(one_fraction_makes_a_crop_shares)
{
    rill_recipe recipe = good("{\"crop\":[0.1,0,1,0.5]}");

    CHECK(recipe.crop.in_shares);
    CHECK_EQUAL(recipe.crop.left, 1000);
    CHECK_EQUAL(recipe.crop.top, 0);
    CHECK_EQUAL(recipe.crop.width, 10000);
    CHECK_EQUAL(recipe.crop.height, 5000);
    recipe = good("{\"crop\":[0,0,1,1.0]}");
    CHECK(!recipe.crop.in_shares);
    CHECK_EQUAL(recipe.crop.width, 1);
}

TEST(numbers_are_values_not_spellings)
{
    CHECK_EQUAL(good("{\"width\":800.0}").width_px, 800);
    CHECK_EQUAL(good("{\"width\":1}").width_px, 1);
    CHECK_EQUAL(good("{\"width\":8192}").width_px, 8192);
    CHECK_EQUAL(good("{\"dpr\":0.1}").dpr, 1000);
    CHECK_EQUAL(good("{\"dpr\":5}").dpr, 50000);
    CHECK_EQUAL(good("{\"dpr\":1.3333}").dpr, 13333);
    CHECK_EQUAL(good("{\"crop\":[-0,0,1,1]}").crop.left, 0);
    CHECK_EQUAL(good("{\"rotate\":0}").quarter_turns, 0);
    CHECK_EQUAL(good("{\"rotate\":90}").quarter_turns, 1);
}

TEST(wrong_values_are_refused_with_the_options_name)
{
    bad("{\"width\":\"abc\"}", "width must be a whole number from 1 to 8192, not \"abc\"");
    bad("{\"width\":\"100\"}", "width must be a whole number from 1 to 8192, not \"100\"");
    bad("{\"width\":0}", "width must be a whole number from 1 to 8192, not 0");
    bad("{\"width\":-1}", "width must be a whole number from 1 to 8192, not -1");
    bad("{\"width\":8193}", "width must be a whole number from 1 to 8192, not 8193");
    bad("{\"height\":1.5}", "height must be a whole number from 1 to 8192, not 1.5");
    bad("{\"width\":1e3}", "width must be a whole number from 1 to 8192, not 1e3");
    bad("{\"width\":1e309}", "width must be a whole number from 1 to 8192, not 1e309");
    bad("{\"width\":9007199254740992}", "width must be a whole number from 1 to 8192, not 9007199254740992");
    bad("{\"width\":4294967297}", "width must be a whole number from 1 to 8192, not 4294967297");
    bad("{\"width\":null}", "width must be a whole number from 1 to 8192, not null");
    bad("{\"width\":[800]}", "width must be a whole number from 1 to 8192, not [800]");
    bad("{\"quality\":101}", "quality must be a whole number from 1 to 100, not 101");
    bad("{\"quality\":\"best\"}", "quality must be a whole number from 1 to 100, not \"best\"");
    bad("{\"dpr\":0.0999}", "dpr must be a number from 0.1 to 5 with at most four decimals, not 0.0999");
    bad("{\"dpr\":5.0001}", "dpr must be a number from 0.1 to 5 with at most four decimals, not 5.0001");
    bad("{\"dpr\":1.00001}", "dpr must be a number from 0.1 to 5 with at most four decimals, not 1.00001");
    bad("{\"rotate\":45}", "rotate must be 0, 90, 180 or 270, not 45");
    bad("{\"rotate\":360}", "rotate must be 0, 90, 180 or 270, not 360");
    bad("{\"rotate\":-90}", "rotate must be 0, 90, 180 or 270, not -90");
    bad("{\"rotate\":\"90\"}", "rotate must be 0, 90, 180 or 270, not \"90\"");
    bad("{\"flip\":1}", "flip must be true or false, not 1");
    bad("{\"flip\":\"true\"}", "flip must be true or false, not \"true\"");
    bad("{\"fit\":\"covr\"}", "fit must be one of cover, contain, fill, inside, outside, not \"covr\"");
    bad("{\"fit\":\"\"}", "fit must be one of cover, contain, fill, inside, outside, not \"\"");
    bad("{\"fit\":\"clip max\"}", "fit must be one of cover, contain, fill, inside, outside, not \"clip max\"");
    bad("{\"fit\":\"cover\\u0000\"}", "fit must be one of cover, contain, fill, inside, outside, not \"cover\\u0000\"");
    bad("{\"format\":\"gif\"}", "format must be one of auto, jpeg, png, webp, not \"gif\"");
    bad("{\"format\":3}", "format must be one of auto, jpeg, png, webp, not 3");
}

TEST(wrong_colours_positions_and_crops_are_refused)
{
    static const char *const colours[] = {
        "\"#ff\"", "\"#fffff\"",   "\"#ff00000000\"", "\"#ggg\"", "\"\"",
        "\"#\"",   "\"whiteish\"", "\"##ff0000\"",    "16711680", "[1,2,3]",
    };
    static const char *const positions[] = {
        "\"0.5\"",      "\"0.5x\"",      "\"x0.5\"",      "\"1.1x0\"", "\"-0.1x0\"",
        "\"0.5x0.5x\"", "\"0.12345x0\"", "\"0.5 x 0.5\"", "\"w\"",     "0.5",
    };
    static const char *const crops[] = {
        "[1,2,3]",          "[1,2,3,4,5]",
        "[0,0,0,4]",        "[0,0,4,0]",
        "[-1,0,4,4]",       "[10,0,0.5,0.5]",
        "[0,0,1.0001,0.5]", "[0,0,0.00001,1]",
        "[0,0,1000001,1]",  "[\"0\",0,1,1]",
        "[[0],0,1,1]",      "[0,0,1e1,1]",
        "\"0,0,10,10\"",    "{}",
    };
    char json[128], detail[RILL_DETAIL_BYTES];

    for (size_t i = 0; i < sizeof colours / sizeof colours[0]; i++) {
        snprintf(json, sizeof json, "{\"background\":%s}", colours[i]);
        snprintf(detail, sizeof detail,
                 "background must be a colour such as \"#ff8800\", \"#ff880080\" or \"white\", not %s", colours[i]);
        bad(json, detail);
    }
    for (size_t i = 0; i < sizeof positions / sizeof positions[0]; i++) {
        snprintf(json, sizeof json, "{\"position\":%s}", positions[i]);
        snprintf(detail, sizeof detail,
                 "position must be a name such as \"top\" or a focal point such as \"0.5x0.33\", not %s", positions[i]);
        bad(json, detail);
    }
    for (size_t i = 0; i < sizeof crops / sizeof crops[0]; i++) {
        snprintf(json, sizeof json, "{\"crop\":%s}", crops[i]);
        snprintf(detail, sizeof detail,
                 "crop must be [left,top,width,height], in whole pixels or as shares from 0 to 1, not %s", crops[i]);
        bad(json, detail);
    }
}

TEST(unknown_names_are_refused_with_a_guess)
{
    bad("{\"widht\":800}", "there is no option \"widht\": did you mean \"width\"?");
    bad("{\"widt\":800}", "there is no option \"widt\": did you mean \"width\"?");
    bad("{\"Width\":800}", "there is no option \"Width\": did you mean \"width\"?");
    bad("{\"w\":800}", "there is no option \"w\": did you mean \"width\"?");
    bad("{\"greyscale\":true}", "there is no option \"greyscale\": did you mean \"grayscale\"?");
    bad("{\"gravity\":\"top\"}", "there is no option \"gravity\": did you mean \"position\"?");
    bad("{\"qualty\":1}", "there is no option \"qualty\": did you mean \"quality\"?");
    bad("{\"flpi\":true}", "there is no option \"flpi\": did you mean \"flip\"?");
    bad("{\"fox\":true}", "there is no option \"fox\"");
    bad("{\"bokeh\":5}", "there is no option \"bokeh\"");
    bad("{\"__proto__\":{\"width\":1}}", "there is no option \"__proto__\"");
    bad("{\"\":1}", "there is no option \"\"");
    bad("{\"width\\u0000\":1}", "there is no option \"width\\u0000\"");
    bad("{\"a_name_that_goes_on_and_on_and_on_and_on_and_on_and_on\":1}",
        "there is no option \"a_name_that_goes_on_and_on_and_on_and_on_an...");
}

TEST(a_long_value_is_cut_between_two_characters)
{
    bad("{\"fit\":\"1234567890123456789012345678901234567890\xC3\xA9\xC3\xA9\xC3\xA9\xC3\xA9\"}",
        "fit must be one of cover, contain, fill, inside, outside, not "
        "\"1234567890123456789012345678901234567890\xC3\xA9...");
}

TEST(an_option_is_given_once)
{
    bad("{\"width\":800,\"width\":800}", "width is given twice");
    bad("{\"width\":800,\"height\":1,\"wid\\u0074h\":900}", "width is given twice");
}

TEST(what_is_not_a_json_object_is_refused)
{
    static const char *const texts[] = {
        "",
        " ",
        "null",
        "800",
        "\"width\"",
        "[]",
        "[{}]",
        "{",
        "}",
        "{}}",
        "{}{}",
        "{},",
        "{} x",
        "{\"width\"}",
        "{\"width\":}",
        "{\"width\":800,}",
        "{,\"width\":800}",
        "{\"width\":800 \"height\":1}",
        "{\"width\"::800}",
        "{\"width\",800}",
        "{\"width\":800:1}",
        "{width:800}",
        "{'width':800}",
        "{\"width\":800]",
        "{\"width\":[800}",
        "{\"crop\":[1,2,3,4,]}",
        "{\"crop\":[1 2 3 4]}",
        "{\"crop\":[1,,2]}",
        "{\"crop\":[,1]}",
        "{\"width\":0800}",
        "{\"width\":+800}",
        "{\"width\":.5}",
        "{\"width\":5.}",
        "{\"width\":0x10}",
        "{\"width\":NaN}",
        "{\"width\":Infinity}",
        "{\"width\":-}",
        "{\"width\":1e}",
        "{\"width\":1e+}",
        "{\"width\":1.2.3}",
        "{\"width\":tru}",
        "{\"width\":True}",
        "{\"width\":truex}",
        "{1:800}",
        "{true:1}",
        "{{}:1}",
        "{[]:1}",
        "{\"width\":800}\x01",
        "\xEF\xBB\xBF{}",
        "{\"fit\":\"a\nb\"}",
        "{\"fit\":\"\\x\"}",
        "{\"fit\":\"\\u12\"}",
        "{\"fit\":\"\\u12G4\"}",
        "{\"fit\":\"\\ud800\"}",
        "{\"fit\":\"\\udc00\"}",
        "{\"fit\":\"\\ud800\\ud800\"}",
        "{\"fit\":\"\\ud800x\"}",
        "{\"fit\":\"\xFF\"}",
        "{\"fit\":\"\xC3\"}",
        "{\"fit\":\"\xED\xA0\x80\"}",
        "{\"fit\":\"cover}",
        "{\"fit\":\"cover\\\"}",
        "{/**/}",
        "{\"a\":{\"b\":1,}}",
        "{\"a\":[[[[[[[[[1]]]]]]]]]}",
    };

    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++)
        not_json(texts[i]);
}

TEST(one_value_is_for_all_watermarks_and_a_list_has_one_for_each)
{
    const rill_recipe recipe =
        good("{\"watermarkScale\":[0.1,0.2,1],\"watermarkX\":0.5,\"watermarkTile\":[true,false,true],"
             "\"watermarkPosition\":[\"top\",\"0.25x1\",\"west\"],\"watermarkRotate\":[0,45,359]}");

    CHECK_EQUAL(recipe.n_watermark_values, 3);
    CHECK(recipe.watermark[0].scale == 1000 && recipe.watermark[1].scale == 2000 && recipe.watermark[2].scale == 10000);
    CHECK(recipe.watermark[0].margin_x == 5000 && recipe.watermark[3].margin_x == 5000);
    CHECK(recipe.watermark[0].tile && !recipe.watermark[1].tile && recipe.watermark[2].tile);
    CHECK(recipe.watermark[0].position_x == 5000 && recipe.watermark[0].position_y == 0);
    CHECK(recipe.watermark[1].position_x == 2500 && recipe.watermark[1].position_y == 10000);
    CHECK(recipe.watermark[2].position_x == 0 && recipe.watermark[2].position_y == 5000);
    CHECK(recipe.watermark[1].degrees == 45 && recipe.watermark[2].degrees == 359);
    bad("{\"watermarkScale\":[0.1,0.2],\"watermarkX\":[0,0,0]}",
        "watermarkX has 3 values, another list of the watermarks has 2");
    bad("{\"watermarkScale\":0}", "watermarkScale must be a number from 0.01 to 1 with at most four decimals, not 0");
    bad("{\"watermarkOpacity\":[1,2]}",
        "watermarkOpacity must be a number from 0.0 to 1 with at most four decimals, not [1,2]");
    bad("{\"watermarkRotate\":[]}", "watermarkRotate must be a whole number from 0 to 359, not []");
    bad("{\"watermarkRotate\":[1,2,3,4,5]}", "watermarkRotate must be a whole number from 0 to 359, not [1,2,3,4,5]");
    bad("{\"watermarkTile\":[[true]]}", "watermarkTile must be true or false, not [[true]]");
    bad("{\"watermark\":\"a.png\"}", "watermark must be a source of its own, and stands in no request");
}

TEST(a_nul_byte_ends_nothing)
{
    static const char inside[] = "{\"width\":800}\0,\"height\":1}";
    fake_host host;
    rill_recipe recipe;

    CHECK_EQUAL(parse(&recipe, &host, inside, sizeof inside - 1), RILL_BAD_OPTIONS);
    CHECK_EQUAL(parse(&recipe, &host, "{}\0", 3), RILL_BAD_OPTIONS);
    CHECK_EQUAL(parse(&recipe, &host, "\0", 1), RILL_BAD_OPTIONS);
}

TEST(too_much_json_is_refused)
{
    static char json[RILL_MAX_REQUEST_BYTES + 2];
    fake_host host;
    rill_recipe recipe;

    memset(json, ' ', sizeof json);
    json[0] = '{';
    json[RILL_MAX_REQUEST_BYTES - 1] = '}';
    CHECK_EQUAL(parse(&recipe, &host, json, RILL_MAX_REQUEST_BYTES), RILL_OK);
    CHECK_EQUAL(parse(&recipe, &host, json, RILL_MAX_REQUEST_BYTES + 1), RILL_BAD_OPTIONS);
    CHECK_TEXT(host.work.detail, "the options take more than 4096 bytes");

    strcpy(json, "{\"crop\":[0");
    for (unsigned i = 0; i < 200; i++)
        strcat(json, ",0");
    strcat(json, "]}");
    bad(json, "the options hold more than 128 names and values");
}

TEST(every_cut_of_a_request_is_refused)
{
    static const char json[] = "{\"width\":800,\"crop\":[0,0.5,1,0.25],\"fit\":\"c\\u006fver\",\"flip\":true}";
    fake_host host;
    rill_recipe recipe;

    for (size_t n_bytes = 0; n_bytes < sizeof json - 1; n_bytes++)
        CHECK_EQUAL(parse(&recipe, &host, json, n_bytes), RILL_BAD_OPTIONS);
    CHECK_EQUAL(parse(&recipe, &host, json, sizeof json - 1), RILL_OK);
}
