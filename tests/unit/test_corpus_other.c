/*
 * test_corpus_other.c - the corpus' files that are no pictures of ours: JSON texts and foreign formats
 *
 * Skipped without a corpus ($SCANRILL_CORPUS, or ../shared/corpus).
 */
#define _POSIX_C_SOURCE 200809L

#include "check.h"
#include "fake_host.h"
#include "request/recipe.h"
#include "source/sniff.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef void (*file_check)(const char *name, const uint8_t *bytes, size_t n_bytes);

static void check_file(const char *folder, const char *name, file_check check)
{
    char path[1024];

    snprintf(path, sizeof path, "%s/%s", folder, name);
    FILE *const file = fopen(path, "rb");
    if (!CHECK(file != NULL))
        return;
    fseek(file, 0, SEEK_END);
    const size_t n_bytes = (size_t)ftell(file);
    rewind(file);
    uint8_t *const bytes = malloc(n_bytes + (n_bytes == 0));
    CHECK_EQUAL(fread(bytes, 1, n_bytes, file), n_bytes);
    fclose(file);
    check(name, bytes, n_bytes);
    free(bytes);
}

/* All files of a folder of the corpus whose names have, or have not, '-json-' in them. */
static void check_folder(const char *folder, bool json, file_check check)
{
    const char *const corpus = getenv("SCANRILL_CORPUS");
    char path[512];
    unsigned n_files = 0;
    struct dirent *entry;

    snprintf(path, sizeof path, "%s/%s", corpus != NULL ? corpus : "../shared/corpus", folder);
    DIR *const opened = opendir(path);
    if (opened == NULL) {
        check_skip("there is no corpus");
        return;
    }
    while ((entry = readdir(opened)) != NULL) {
        if (entry->d_name[0] == '.' || (strstr(entry->d_name, "-json-") != NULL) != json)
            continue;
        check_file(path, entry->d_name, check);
        n_files++;
    }
    closedir(opened);
    CHECK(n_files > 20);
}

static const char *parse(const uint8_t *bytes, size_t n_bytes, rill_status *status)
{
    static fake_host host;
    rill_recipe recipe;

    fake_host_open(&host, "", 0);
    *status = rill_recipe_parse(&recipe, &host.work, (const char *)bytes, n_bytes);
    return host.work.detail;
}

static void check_valid_json(const char *name, const uint8_t *bytes, size_t n_bytes)
{
    rill_status status;
    const char *const detail = parse(bytes, n_bytes, &status);

    if (strstr(name, "object_empty.json") != NULL)
        CHECK_EQUAL(status, RILL_OK);
    else
        CHECK_EQUAL(status, RILL_BAD_OPTIONS);
    if (!CHECK(strstr(detail, "not valid JSON") == NULL))
        printf("    %s: %s\n", name, detail);
}

static void check_hostile_json(const char *name, const uint8_t *bytes, size_t n_bytes)
{
    rill_status status;
    const char *const detail = parse(bytes, n_bytes, &status);

    if (!CHECK_EQUAL(status, RILL_BAD_OPTIONS) || !CHECK(strstr(detail, "the options ") == detail))
        printf("    %s: %s\n", name, detail);
}

static rill_status sniff(fake_host *host, const uint8_t *bytes, size_t n_bytes)
{
    rill_source source;
    rill_format format;

    fake_host_open(host, bytes, n_bytes);
    rill_source_open(&source, &host->work, 0, (uint32_t)n_bytes);
    const rill_status status = rill_sniff(&source, &format);
    fake_host_close(host);
    return status;
}

static void check_foreign(const char *name, const uint8_t *bytes, size_t n_bytes)
{
    fake_host host;

    if (!CHECK_EQUAL(sniff(&host, bytes, n_bytes), RILL_UNSUPPORTED_FORMAT) ||
        !CHECK(strncmp(host.work.detail, "this is ", 8) == 0))
        printf("    %s: %s\n", name, host.work.detail);
}

/* A few are broken JPEG, PNG or WebP after all: those are for the decoders to refuse. */
static void check_hostile_foreign(const char *name, const uint8_t *bytes, size_t n_bytes)
{
    fake_host host;
    const rill_status status = sniff(&host, bytes, n_bytes);

    if (!CHECK(status == RILL_UNSUPPORTED_FORMAT || status == RILL_TRUNCATED || status == RILL_OK))
        printf("    %s: %s\n", name, host.work.detail);
}

TEST(valid_json_of_the_corpus_is_read_as_json)
{
    check_folder("valid/other", true, check_valid_json);
}

TEST(hostile_json_of_the_corpus_is_refused)
{
    check_folder("hostile/other", true, check_hostile_json);
}

TEST(valid_files_of_foreign_formats_are_named)
{
    check_folder("valid/other", false, check_foreign);
}

TEST(hostile_files_of_foreign_formats_are_refused)
{
    check_folder("hostile/other", false, check_hostile_foreign);
}
