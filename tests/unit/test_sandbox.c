#define _DEFAULT_SOURCE /* mkdtemp */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/sandbox.h"

typedef int try_fn(const struct gl_sandbox *sandbox);

static char folder[] = "/tmp/glacis-sandbox-XXXXXX"; /* of the reports; made by set_up */
static char report[64], outside[64];

/* What `attempt` answers in a process of its own, inside the cage; _exit: no leak check by ptrace. */
static int inside(try_fn *attempt)
{
    pid_t child = fork();
    int status;

    assert_true(child >= 0);
    if (child == 0) {
        struct gl_str written = gl_str_of(report);
        struct gl_sandbox sandbox = gl_sandbox_enter(&written, 1);

        _exit(attempt(&sandbox));
    }
    assert_int_equal(waitpid(child, &status, 0), child);
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

static int try_socket(const struct gl_sandbox *sandbox)
{
    return socket(AF_INET, SOCK_STREAM, 0) < 0 && errno == EPERM ? 0 : sandbox->has_seccomp;
}

static int try_write_outside(const struct gl_sandbox *sandbox)
{
    return open(outside, O_WRONLY | O_CREAT, 0600) < 0 && errno == EACCES ? 0 : sandbox->has_landlock;
}

static int try_write_report(const struct gl_sandbox *sandbox)
{
    int file = open(report, O_WRONLY | O_CREAT | O_EXCL, 0600);

    (void)sandbox;
    return file >= 0 && write(file, "{}", 2) == 2 && close(file) == 0 && rename(report, report) == 0 &&
                   unlink(report) == 0
               ? 0
               : 1;
}

static int try_read(const struct gl_sandbox *sandbox)
{
    char byte;
    int file = open("/proc/self/cmdline", O_RDONLY);

    (void)sandbox;
    return file >= 0 && read(file, &byte, 1) == 1 ? 0 : 1;
}

static void *answer_itself(void *argument)
{
    return argument;
}

static int try_threads(const struct gl_sandbox *sandbox)
{
    pthread_t thread;
    int value = 0;
    void *answer = NULL;

    (void)sandbox;
    return pthread_create(&thread, NULL, answer_itself, &value) == 0 && pthread_join(thread, &answer) == 0 &&
                   answer == &value
               ? 0
               : 1;
}

static void test_no_socket_can_be_opened(void **state)
{
    (void)state;
    assert_int_equal(inside(try_socket), 0);
}

static void test_files_outside_the_folder_of_the_report_cannot_be_written(void **state)
{
    (void)state;
    assert_int_equal(inside(try_write_outside), 0);
}

static void test_the_report_can_be_written(void **state)
{
    (void)state;
    assert_int_equal(inside(try_write_report), 0);
}

static void test_files_can_be_read_and_threads_made(void **state)
{
    (void)state;
    assert_int_equal(inside(try_read), 0);
    assert_int_equal(inside(try_threads), 0);
}

static int set_up(void **state)
{
    (void)state;
    if (!mkdtemp(folder))
        return -1;
    snprintf(report, sizeof report, "%s/r.sarif", folder);
    snprintf(outside, sizeof outside, "%s-outside", folder);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    unlink(outside);
    return rmdir(folder);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_no_socket_can_be_opened),
        cmocka_unit_test(test_files_outside_the_folder_of_the_report_cannot_be_written),
        cmocka_unit_test(test_the_report_can_be_written),
        cmocka_unit_test(test_files_can_be_read_and_threads_made),
    };

    return cmocka_run_group_tests(tests, set_up, tear_down);
}
