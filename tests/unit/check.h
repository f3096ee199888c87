/*
 * check.h - C unit tests without a framework
 *
 *      TEST(a_sentence_that_is_true)
 *      {
 *          CHECK(1 + 1 == 2);
 *          CHECK_EQUAL(strlen("four"), 4);
 *          CHECK_TEXT(name, "JPEG");
 *      }
 *
 * check.c has main(): it runs the tests of all files it is linked with, prints a line
 * for each check that fails (the first eight of a test), and ends with "N passed, N failed".
 */
#ifndef CHECK_H
#define CHECK_H

#include <stdbool.h>

typedef struct check_test {
    const char *name;
    void (*run)(void);
    struct check_test *next;
} check_test;

void check_add(check_test *test);
bool check_that(bool holds, const char *file, int line, const char *what);
bool check_equal(long long got, long long wanted, const char *file, int line, const char *what);
bool check_text(const char *got, const char *wanted, const char *file, int line);
/* The rest of this test cannot run here: 'why' is printed and it counts as skipped. */
void check_skip(const char *why);

#define TEST(name_)                                                                                                    \
    static void name_(void);                                                                                           \
    __attribute__((constructor)) static void add_##name_(void)                                                         \
    {                                                                                                                  \
        static check_test test = {.name = #name_, .run = name_};                                                       \
        check_add(&test);                                                                                              \
    }                                                                                                                  \
    static void name_(void)

#define CHECK(condition) check_that((condition), __FILE__, __LINE__, #condition)
#define CHECK_EQUAL(got, wanted) check_equal((long long)(got), (long long)(wanted), __FILE__, __LINE__, #got)
#define CHECK_TEXT(got, wanted) check_text((got), (wanted), __FILE__, __LINE__)

#endif
