/*
 * check.c - main() of the C unit tests
 */
#include "check.h"

#include <stdio.h>
#include <string.h>

#define MAX_LINES 8 /* a test; a check that fails in a loop is counted on */

static check_test *first, **last = &first;
static const check_test *running;
static unsigned n_failed_checks;
static bool skipped;

void check_add(check_test *test)
{
    *last = test;
    last = &test->next;
}

/* Count a failure; false: this test has said enough. */
static bool may_say(const char *file, int line)
{
    if (++n_failed_checks > MAX_LINES)
        return false;
    printf("%s:%d: %s: ", file, line, running->name);
    return true;
}

bool check_that(bool holds, const char *file, int line, const char *what)
{
    if (!holds && may_say(file, line))
        printf("%s does not hold\n", what);
    return holds;
}

bool check_equal(long long got, long long wanted, const char *file, int line, const char *what)
{
    if (got != wanted && may_say(file, line))
        printf("%s is %lld, not %lld\n", what, got, wanted);
    return got == wanted;
}

bool check_text(const char *got, const char *wanted, const char *file, int line)
{
    if (strcmp(got, wanted) == 0)
        return true;
    if (may_say(file, line))
        printf("the text is\n    %s\nnot\n    %s\n", got, wanted);
    return false;
}

void check_skip(const char *why)
{
    printf("skipped: %s: %s\n", running->name, why);
    skipped = true;
}

int main(void)
{
    unsigned n_passed = 0, n_failed = 0, n_skipped = 0;

    for (running = first; running != NULL; running = running->next) {
        n_failed_checks = 0;
        skipped = false;
        running->run();
        if (n_failed_checks > 0)
            n_failed++;
        else if (skipped)
            n_skipped++;
        else
            n_passed++;
    }
    printf("%u passed, %u failed", n_passed, n_failed);
    printf(n_skipped > 0 ? ", %u skipped\n" : "\n", n_skipped);
    return n_failed > 0;
}
