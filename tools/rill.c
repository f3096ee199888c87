/*
 * rill.c - the C core as a native program: goldens, debugging, replaying fuzz findings
 *
 * Not the command that users install (that is wasm/src/cli).  It includes arena.h
 * beside scanrill.h, to make the n-th allocation fail and to read the heap's peak.
 */
#define _POSIX_C_SOURCE 200809L

#include "base/arena.h"
#include "scanrill.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { EXIT_FINE = 0, EXIT_JOB_FAILED = 1, EXIT_USAGE = 2 };

#define DESCRIPTION_BYTES 16384

static const char usage[] =
    "rill transform JSON [flags] < picture > result\n"
    "rill plan JSON [flags] < picture            print the plan as JSON\n"
    "rill batch [flags] < lines                  PICTURE<tab>JSON<tab>RESULT[<tab>WATERMARK]..., where RESULT\n"
    "                                            may be empty; prints one line of JSON for each\n"
    "rill version\n"
    "\n"
    "  --profile edge|pipeline|browser   limits (pipeline)\n"
    "  --memory BYTES                    limit of the job's memory\n"
    "  --deadline MS                     limit of the job's time\n"
    "  --slice N                         run in slices of N units of work\n"
    "  --prefix N                        plan from the first N bytes, and from more when asked for more\n"
    "  --watermark FILE                  lay this picture over the result; up to 4 times\n"
    "  --fail-alloc N                    the N-th allocation after the job was opened fails\n"
    "\n"
    "exit code: 0 fine, 1 a job failed (its error is one line of JSON), 2 usage\n";

typedef struct flags {
    rill_profile profile;
    uint32_t memory_bytes;
    uint32_t deadline_ms;
    uint32_t slice_units;
    uint32_t prefix_bytes; /* 0: the whole source at once */
    uint32_t fail_alloc;
    const char *watermarks[RILL_MAX_WATERMARKS];
    uint32_t n_watermarks;
} flags;

typedef struct buffer {
    uint8_t *bytes;
    size_t n_bytes;
    size_t room_bytes;
} buffer;

/* One job, from its source to its result or its error. */
typedef struct run {
    const flags *flags;
    buffer source;
    buffer watermarks[RILL_MAX_WATERMARKS];
    uint32_t n_watermarks;
    uint32_t there_bytes; /* the host has so many bytes of the source */
    const char *request;
    bool plan_only;
    buffer result;
    rill_status status;
    size_t heap_peak_bytes;
    double took_ms;
    char description[DESCRIPTION_BYTES + 1]; /* JSON, or "" */
} run;

/* ---- bytes ---- */

static void stop(const char *what, const char *why)
{
    fprintf(stderr, "rill: %s: %s\n", what, why);
    exit(EXIT_USAGE);
}

static void append(buffer *to, const uint8_t *bytes, size_t n_bytes)
{
    if (n_bytes > to->room_bytes - to->n_bytes) {
        to->room_bytes = (to->n_bytes + n_bytes) * 2;
        to->bytes = realloc(to->bytes, to->room_bytes);
        if (to->bytes == NULL)
            stop("memory", "none left");
    }
    if (n_bytes > 0)
        memcpy(to->bytes + to->n_bytes, bytes, n_bytes);
    to->n_bytes += n_bytes;
}

static void clear(buffer *to)
{
    free(to->bytes);
    *to = (buffer){0};
}

/* Into memory of exactly its size, so that a sanitizer sees a read past its end. */
static void read_all(FILE *file, const char *name, buffer *to)
{
    buffer read = {0};
    uint8_t piece[65536];
    size_t n_bytes;

    while ((n_bytes = fread(piece, 1, sizeof piece, file)) > 0)
        append(&read, piece, n_bytes);
    if (ferror(file))
        stop(name, strerror(errno));
    if (read.n_bytes > UINT32_MAX)
        stop(name, "larger than 4 GB");
    to->bytes = malloc(read.n_bytes + (read.n_bytes == 0));
    if (to->bytes == NULL)
        stop(name, "no memory");
    if (read.n_bytes > 0)
        memcpy(to->bytes, read.bytes, read.n_bytes);
    to->n_bytes = to->room_bytes = read.n_bytes;
    clear(&read);
}

static void read_file(const char *name, buffer *to)
{
    FILE *const file = fopen(name, "rb");

    if (file == NULL)
        stop(name, strerror(errno));
    read_all(file, name, to);
    fclose(file);
}

static void write_file(const char *name, const buffer *from)
{
    FILE *const file = fopen(name, "wb");

    if (file == NULL)
        stop(name, strerror(errno));
    const bool written = fwrite(from->bytes, 1, from->n_bytes, file) == from->n_bytes;
    if (fclose(file) != 0 || !written)
        stop(name, strerror(errno));
}

/* ---- the host ---- */

static int32_t host_read(void *user, uint32_t source, uint32_t offset, void *into, uint32_t n_bytes)
{
    const run *const run = user;
    const buffer *const from = source == 0 ? &run->source : &run->watermarks[source - 1];
    const uint64_t end = (uint64_t)offset + n_bytes;

    if (source > run->n_watermarks || offset > from->n_bytes)
        return 0;
    if (source == 0 && end > run->there_bytes && run->there_bytes < from->n_bytes)
        return RILL_READ_LATER;
    const size_t left_bytes = from->n_bytes - offset;
    const size_t copied_bytes = n_bytes < left_bytes ? n_bytes : left_bytes;
    memcpy(into, from->bytes + offset, copied_bytes);
    return (int32_t)copied_bytes;
}

static double host_now(void *user)
{
    struct timespec now;

    (void)user;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec * 1e3 + (double)now.tv_nsec / 1e6;
}

/* ---- a job ---- */

static rill_status plan_job(rill_job *job, run *run)
{
    const uint32_t total_bytes = (uint32_t)run->source.n_bytes;
    rill_status status;

    while ((status = rill_job_plan(job)) == RILL_MORE) {
        const uint32_t need_bytes = rill_job_need_bytes(job);
        if (need_bytes <= run->there_bytes || need_bytes > total_bytes) {
            fprintf(stderr, "rill: the plan asks for %u bytes, has %u of %u\n", need_bytes, run->there_bytes,
                    total_bytes);
            abort();
        }
        run->there_bytes = need_bytes;
    }
    run->there_bytes = total_bytes;
    return status;
}

static rill_status finish_job(rill_job *job, run *run)
{
    rill_status status;

    do {
        const uint8_t *bytes;
        size_t n_bytes;
        status = rill_job_run(job);
        while (rill_job_take(job, &bytes, &n_bytes) == RILL_OK)
            append(&run->result, bytes, n_bytes);
    } while (status == RILL_MORE);
    return status;
}

static void run_job(run *run)
{
    const flags *const flags = run->flags;
    rill_setup setup = {
        .host = {.user = run, .read = host_read, .now = host_now},
        .profile = flags->profile,
        .total_bytes = (uint32_t)run->source.n_bytes,
        .deadline_ms = flags->deadline_ms,
        .max_memory_bytes = flags->memory_bytes,
        .slice_units = flags->slice_units,
        .n_watermarks = run->n_watermarks,
    };
    rill_job *job = NULL;
    const double started_ms = host_now(NULL);

    for (uint32_t i = 0; i < run->n_watermarks; i++)
        setup.watermark_bytes[i] = (uint32_t)run->watermarks[i].n_bytes;
    run->there_bytes = (uint32_t)run->source.n_bytes;
    if (flags->prefix_bytes != 0 && flags->prefix_bytes < run->there_bytes)
        run->there_bytes = flags->prefix_bytes;
    run->status = rill_job_open(&job, &setup, run->request, strlen(run->request));
    if (run->status == RILL_OK && flags->fail_alloc != 0)
        rill_heap_used()->fail_at = flags->fail_alloc;
    if (run->status == RILL_OK)
        run->status = plan_job(job, run);
    if (run->status == RILL_OK && !run->plan_only)
        run->status = finish_job(job, run);

    run->took_ms = host_now(NULL) - started_ms;
    run->description[0] = '\0';
    if (job == NULL)
        return;
    run->description[rill_job_describe(job, run->description, DESCRIPTION_BYTES)] = '\0';
    run->heap_peak_bytes = rill_heap_used()->peak_bytes;
    rill_job_close(job);
}

static void print_outcome(FILE *to, const run *run, unsigned line)
{
    fprintf(to, "{");
    if (line > 0)
        fprintf(to, "\"line\":%u,", line);
    fprintf(to, "\"status\":\"%s\",\"bytes\":%zu,\"heapPeakBytes\":%zu,\"ms\":%.3f,\"job\":%s}\n",
            rill_status_name(run->status), run->result.n_bytes, run->heap_peak_bytes, run->took_ms,
            run->description[0] == '\0' ? "null" : run->description);
    fflush(to);
}

/* ---- the commands ---- */

static void add_watermark(run *run, const char *name)
{
    if (run->n_watermarks == RILL_MAX_WATERMARKS)
        stop(name, "one watermark too many");
    read_file(name, &run->watermarks[run->n_watermarks++]);
}

static void clear_run(run *run)
{
    for (uint32_t i = 0; i < run->n_watermarks; i++)
        clear(&run->watermarks[i]);
    clear(&run->source);
    clear(&run->result);
}

static int command_transform(const flags *flags, const char *request, bool plan_only)
{
    run run = {.flags = flags, .request = request, .plan_only = plan_only};

    read_all(stdin, "standard input", &run.source);
    for (uint32_t i = 0; i < flags->n_watermarks; i++)
        add_watermark(&run, flags->watermarks[i]);
    run_job(&run);
    if (run.status != RILL_OK)
        print_outcome(stderr, &run, 0);
    else if (plan_only)
        printf("%s\n", run.description);
    else if (fwrite(run.result.bytes, 1, run.result.n_bytes, stdout) != run.result.n_bytes || fflush(stdout) != 0)
        stop("standard output", strerror(errno));
    clear_run(&run);
    return run.status == RILL_OK ? EXIT_FINE : EXIT_JOB_FAILED;
}

/* Cut at the first tab; returns what is behind it. */
static char *cut_field(char *field)
{
    char *const tab = strchr(field, '\t');

    if (tab == NULL)
        stop("batch", "a line is PICTURE<tab>JSON<tab>RESULT");
    *tab = '\0';
    return tab + 1;
}

/* Cut at the next tab, if there is one; NULL: that was the last field. */
static char *cut_last_field(char *field)
{
    char *const tab = strchr(field, '\t');

    if (tab != NULL)
        *tab = '\0';
    return tab == NULL ? NULL : tab + 1;
}

static rill_status run_line(const flags *flags, char *line, unsigned number)
{
    line[strcspn(line, "\n")] = '\0';
    char *const request = cut_field(line);
    char *const result_name = cut_field(request);
    char *watermark = cut_last_field(result_name);
    run run = {.flags = flags, .request = request};

    read_file(line, &run.source);
    for (char *name = watermark; name != NULL; name = watermark) {
        watermark = cut_last_field(name);
        add_watermark(&run, name);
    }
    run_job(&run);
    print_outcome(stdout, &run, number);
    if (run.status == RILL_OK && result_name[0] != '\0')
        write_file(result_name, &run.result);
    clear_run(&run);
    return run.status;
}

static int command_batch(const flags *flags)
{
    char *line = NULL;
    size_t line_bytes = 0;
    unsigned n_lines = 0, n_failed = 0;

    while (getline(&line, &line_bytes, stdin) > 0)
        n_failed += run_line(flags, line, ++n_lines) != RILL_OK;
    free(line);
    return n_failed == 0 ? EXIT_FINE : EXIT_JOB_FAILED;
}

/* ---- arguments ---- */

static uint32_t parse_number(const char *flag, const char *text)
{
    char *end;

    errno = 0;
    const uintmax_t number = strtoumax(text, &end, 10);
    if (*text < '0' || *text > '9' || *end != '\0' || errno != 0 || number > UINT32_MAX)
        stop(flag, "wants a whole number");
    return (uint32_t)number;
}

static rill_profile parse_profile(const char *text)
{
    static const char *const names[] = {"edge", "pipeline", "browser"};

    for (unsigned i = 0; i < sizeof names / sizeof names[0]; i++) {
        if (strcmp(text, names[i]) == 0)
            return (rill_profile)i;
    }
    stop("--profile", "edge, pipeline or browser");
    return RILL_PROFILE_PIPELINE;
}

static flags parse_flags(char **arguments)
{
    flags flags = {.profile = RILL_PROFILE_PIPELINE};
    const struct {
        const char *name;
        uint32_t *number;
    } numbers[] = {
        {"--memory", &flags.memory_bytes}, {"--deadline", &flags.deadline_ms},  {"--slice", &flags.slice_units},
        {"--prefix", &flags.prefix_bytes}, {"--fail-alloc", &flags.fail_alloc},
    };

    for (; arguments[0] != NULL; arguments += 2) {
        bool known = strcmp(arguments[0], "--profile") == 0;
        if (arguments[1] == NULL)
            stop(arguments[0], "wants a value");
        if (known)
            flags.profile = parse_profile(arguments[1]);
        if (strcmp(arguments[0], "--watermark") == 0) {
            known = true;
            if (flags.n_watermarks == RILL_MAX_WATERMARKS)
                stop(arguments[1], "one watermark too many");
            flags.watermarks[flags.n_watermarks++] = arguments[1];
        }
        for (size_t i = 0; i < sizeof numbers / sizeof numbers[0]; i++) {
            if (strcmp(arguments[0], numbers[i].name) == 0) {
                *numbers[i].number = parse_number(arguments[0], arguments[1]);
                known = true;
            }
        }
        if (!known)
            stop(arguments[0], "there is no such flag");
    }
    return flags;
}

int main(int n_arguments, char **arguments)
{
    const char *const command = n_arguments > 1 ? arguments[1] : "";
    const bool plan_only = strcmp(command, "plan") == 0;

    if (n_arguments > 2 && (plan_only || strcmp(command, "transform") == 0)) {
        const flags flags = parse_flags(arguments + 3);
        return command_transform(&flags, arguments[2], plan_only);
    }
    if (strcmp(command, "batch") == 0) {
        const flags flags = parse_flags(arguments + 2);
        return command_batch(&flags);
    }
    if (strcmp(command, "version") == 0 && n_arguments == 2)
        return printf("%s\n", rill_version()) < 0;
    fputs(usage, stderr);
    return EXIT_USAGE;
}
