/* Sources: seccomp(2), landlock(7), Documentation/userspace-api/seccomp_filter.rst of the Linux kernel. */
#define _GNU_SOURCE /* syscall, O_PATH */
#include "base/sandbox.h"

#if defined(__linux__) && (defined(__x86_64__) || defined(__aarch64__))

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/landlock.h>
#include <linux/seccomp.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define IS_SANITIZED
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define IS_SANITIZED
#endif
#endif

#ifdef __x86_64__
enum { X32_CALLS = 0x40000000 };
static const uint32_t native = AUDIT_ARCH_X86_64;
#else
enum { X32_CALLS = INT_MAX };
static const uint32_t native = AUDIT_ARCH_AARCH64;
#endif

/* Refused with EPERM. The last ones are what LeakSanitizer and its symbolizer need. */
static const int refused[] = {
    __NR_socket,
    __NR_socketpair,
    __NR_connect,
    __NR_bind,
    __NR_listen,
    __NR_accept,
    __NR_accept4,
    __NR_io_uring_setup,
    __NR_bpf,
    __NR_userfaultfd,
    __NR_mount,
    __NR_umount2,
    __NR_pivot_root,
    __NR_chroot,
    __NR_setns,
    __NR_unshare,
    __NR_init_module,
    __NR_finit_module,
    __NR_delete_module,
    __NR_kexec_load,
    __NR_perf_event_open,
    __NR_keyctl,
    __NR_add_key,
    __NR_request_key,
    __NR_process_vm_writev,
#ifndef IS_SANITIZED
    __NR_ptrace,
    __NR_process_vm_readv,
    __NR_execve,
    __NR_execveat,
#endif
};

enum { REFUSED = sizeof refused / sizeof *refused, HEAD = 6, PROGRAM = HEAD + REFUSED + 2 };

static struct sock_filter load(uint32_t offset)
{
    return (struct sock_filter)BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offset);
}

static struct sock_filter answer(uint32_t value)
{
    return (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, value);
}

static bool enter_seccomp(void)
{
    struct sock_filter program[PROGRAM];
    struct sock_fprog whole = {.len = PROGRAM, .filter = program};
    size_t at = 0;

    program[at++] = load(offsetof(struct seccomp_data, arch));
    program[at++] = (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, native, 1, 0);
    program[at++] = answer(SECCOMP_RET_KILL_PROCESS);
    program[at++] = load(offsetof(struct seccomp_data, nr));
    program[at++] = (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JGE | BPF_K, X32_CALLS, 0, 1);
    program[at++] = answer(SECCOMP_RET_KILL_PROCESS);
    for (size_t i = 0; i < REFUSED; i++) /* on a match: over the others and the permission */
        program[at++] = (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, (uint32_t)refused[i],
                                                     (uint8_t)(REFUSED - i), 0);
    program[at++] = answer(SECCOMP_RET_ALLOW);
    program[at] = answer(SECCOMP_RET_ERRNO | EPERM);
    return prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &whole, 0, 0) == 0;
}

enum {
    WRITING = LANDLOCK_ACCESS_FS_WRITE_FILE | LANDLOCK_ACCESS_FS_REMOVE_FILE | LANDLOCK_ACCESS_FS_MAKE_REG,
    CHANGING = WRITING | LANDLOCK_ACCESS_FS_EXECUTE | LANDLOCK_ACCESS_FS_REMOVE_DIR |
               LANDLOCK_ACCESS_FS_MAKE_CHAR | LANDLOCK_ACCESS_FS_MAKE_DIR | LANDLOCK_ACCESS_FS_MAKE_SOCK |
               LANDLOCK_ACCESS_FS_MAKE_FIFO | LANDLOCK_ACCESS_FS_MAKE_BLOCK | LANDLOCK_ACCESS_FS_MAKE_SYM,
};

static void allow(int rules, const char *path, uint64_t access)
{
    struct landlock_path_beneath_attr rule = {.allowed_access = access,
                                              .parent_fd = open(path, O_PATH | O_CLOEXEC)};

    if (rule.parent_fd < 0)
        return; /* writing the report will say why */
    syscall(SYS_landlock_add_rule, rules, LANDLOCK_RULE_PATH_BENEATH, &rule, 0);
    close(rule.parent_fd);
}

/* A regular file is replaced through its folder, a device or a pipe is written itself. */
static void allow_written(int rules, const char *file)
{
    char real[PATH_MAX];
    struct stat status;
    char *slash;

    if (stat(file, &status) == 0 && !S_ISREG(status.st_mode)) {
        allow(rules, file, LANDLOCK_ACCESS_FS_WRITE_FILE);
        return;
    }
    if (!realpath(file, real)) {
        if (strlen(file) >= sizeof real)
            return;
        memcpy(real, file, strlen(file) + 1);
    }
    slash = strrchr(real, '/');
    if (slash)
        slash[slash == real] = '\0';
    allow(rules, slash ? real : ".", WRITING);
}

static bool enter_landlock(const struct gl_str *written, size_t len)
{
    struct landlock_ruleset_attr attributes = {.handled_access_fs = CHANGING};
    int rules = (int)syscall(SYS_landlock_create_ruleset, &attributes, sizeof attributes, 0);
    bool entered;

    if (rules < 0)
        return false;
    for (size_t i = 0; i < len; i++)
        allow_written(rules, written[i].ptr);
    entered = syscall(SYS_landlock_restrict_self, rules, 0) == 0;
    close(rules);
    return entered;
}

struct gl_sandbox gl_sandbox_enter(const struct gl_str *written, size_t len)
{
    struct gl_sandbox sandbox = {false, false};

    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0)
        return sandbox;
    sandbox.has_landlock = enter_landlock(written, len);
    sandbox.has_seccomp = enter_seccomp();
    return sandbox;
}

#else

struct gl_sandbox gl_sandbox_enter(const struct gl_str *written, size_t len)
{
    (void)written;
    (void)len;
    return (struct gl_sandbox){false, false};
}

#endif
