#define _GNU_SOURCE /* pipe2, unshare */
#include "render.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/limits.h"
#include "discover.h"
#include "front/kubernetes/chart.h"

enum { LONGEST_NAME = 53, LONGEST_ERROR = 4096, BLOCK = 65536, MS = 1000, NOT_RUN = 127 };

/* ---- which program, called how ---- */

/* Text that execve takes. */
static char *own(struct gl_arena *arena, struct gl_str text)
{
    char *made = gl_arena_alloc(arena, text.len + 1, 1);

    if (text.len)
        memcpy(made, text.ptr, text.len);
    return made;
}

/* The first helm in the absolute folders of PATH; empty: none. Ends in NUL. */
static struct gl_str find_helm(struct gl_arena *arena, const char *path)
{
    struct gl_str rest = gl_str_of(path), folder;

    while (gl_str_cut(&rest, ':', &folder)) {
        struct gl_str file;

        if (!gl_str_starts_with(folder, GL_STR("/")))
            continue;
        file = gl_arena_printf(arena, "%.*s/helm", GL_STR_ARG(folder));
        if (access(file.ptr, X_OK) == 0)
            return file;
    }
    return (struct gl_str){0};
}

/* The folder's name where it can be that of a release, as users name them; else one that always can. */
static struct gl_str release_name(struct gl_str folder)
{
    struct gl_str name = gl_path_base(folder);

    for (size_t i = 0; i < name.len; i++) {
        char c = name.ptr[i];
        bool is_inside = i > 0 && i + 1 < name.len;

        if (!(c >= 'a' && c <= 'z') && !gl_is_digit(c) && !(c == '-' && is_inside))
            return GL_STR("release");
    }
    return name.len && name.len <= LONGEST_NAME ? name : GL_STR("release");
}

static char **arguments(struct gl_arena *arena, const struct gl_options *options, struct gl_str folder)
{
    size_t len = 0, most = 6 + 2 * options->helm_values.len;
    char **made = (char **)gl_arena_alloc(arena, most, sizeof *made);

    made[len++] = own(arena, GL_STR("helm"));
    made[len++] = own(arena, GL_STR("template"));
    made[len++] = own(arena, release_name(folder));
    made[len++] = own(arena, folder);
    made[len++] = own(arena, GL_STR("--include-crds"));
    for (size_t i = 0; i < options->helm_values.len; i++) {
        made[len++] = own(arena, GL_STR("--values"));
        made[len++] = own(arena, options->helm_values.items[i]);
    }
    return made;
}

static char **environment(struct gl_arena *arena, const char *path, const char *home)
{
    static const char *const fixed[] = {"HELM_NO_PLUGINS=1",
                                        "HELM_PLUGINS=/dev/null",
                                        "HELM_REPOSITORY_CONFIG=/dev/null",
                                        "HELM_REPOSITORY_CACHE=/dev/null",
                                        "HELM_REGISTRY_CONFIG=/dev/null",
                                        "KUBECONFIG=/dev/null",
                                        "LANG=C"};
    enum { FIXED = sizeof fixed / sizeof *fixed };
    char **made = (char **)gl_arena_alloc(arena, FIXED + 3, sizeof *made);

    for (size_t i = 0; i < FIXED; i++)
        made[i] = own(arena, gl_str_of(fixed[i]));
    made[FIXED] = own(arena, gl_arena_printf(arena, "PATH=%s", path ? path : ""));
    made[FIXED + 1] = own(arena, gl_arena_printf(arena, "HOME=%s", home ? home : "/"));
    return made;
}

/* ---- running it ---- */

struct child {
    pid_t id;
    int out, err; /* ends that are read; -1: closed */
    struct gl_buf text, error;
    bool is_late, is_too_large;
};

/* In the child; only calls that are safe after fork. */
static void become(const char *program, char **argv, char **envp, const int out[2], const int err[2])
{
    int nothing = open("/dev/null", O_RDWR);

    setpgid(0, 0);
    if (nothing < 0 || dup2(nothing, STDIN_FILENO) < 0 || dup2(out[1], STDOUT_FILENO) < 0 ||
        dup2(err[1], STDERR_FILENO) < 0)
        _exit(NOT_RUN);
    if (unshare(CLONE_NEWNET) != 0 && unshare(CLONE_NEWUSER | CLONE_NEWNET) != 0)
        errno = 0; /* the kernel cannot; its environment knows no repository */
    execve(program, argv, envp);
    _exit(NOT_RUN);
}

static bool start(struct child *child, const char *program, char **argv, char **envp)
{
    int out[2], err[2];

    if (pipe2(out, O_CLOEXEC) != 0)
        return false;
    if (pipe2(err, O_CLOEXEC) != 0) {
        close(out[0]);
        close(out[1]);
        return false;
    }
    child->id = fork();
    if (child->id == 0)
        become(program, argv, envp, out, err);
    close(out[1]);
    close(err[1]);
    child->out = out[0];
    child->err = err[0];
    if (child->id > 0)
        setpgid(child->id, child->id); /* whoever is first: it must be there before it is killed */
    return child->id > 0;
}

static int64_t now_ms(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * MS + now.tv_nsec / 1000000;
}

/* Reads once; closes the end at its end. Of standard error only the beginning is kept. */
static void take(int *end, struct gl_buf *into, size_t most)
{
    char block[BLOCK];
    ssize_t got = read(*end, block, sizeof block);

    if (got < 0 && (errno == EINTR || errno == EAGAIN))
        return;
    if (got <= 0) {
        close(*end);
        *end = -1;
        return;
    }
    if (into->len < most)
        gl_buf_add(into, (struct gl_str){block, (size_t)got});
}

/* Until both ends are closed, the time is over or there is too much. */
static void listen_to(struct child *child)
{
    int64_t end = now_ms() + (int64_t)GL_MAX_RENDER_SECONDS * MS;

    while (child->out >= 0 || child->err >= 0) {
        struct pollfd ends[] = {{.fd = child->out, .events = POLLIN}, {.fd = child->err, .events = POLLIN}};
        int64_t left = end - now_ms();

        child->is_late = left <= 0;
        child->is_too_large = child->text.len > GL_MAX_FILE_SIZE;
        if (child->is_late || child->is_too_large)
            return;
        if (poll(ends, 2, (int)left) < 0 && errno != EINTR)
            return;
        if (ends[0].revents && child->out >= 0)
            take(&child->out, &child->text, GL_MAX_FILE_SIZE + 1);
        if (ends[1].revents && child->err >= 0)
            take(&child->err, &child->error, LONGEST_ERROR);
    }
}

/* Its exit status; everything that it started is gone afterwards. */
static int finish(struct child *child)
{
    int status = 0;

    if (child->is_late || child->is_too_large)
        kill(-child->id, SIGKILL);
    while (waitpid(child->id, &status, 0) < 0 && errno == EINTR)
        continue;
    kill(-child->id, SIGKILL); /* what it left behind */
    if (child->out >= 0)
        close(child->out);
    if (child->err >= 0)
        close(child->err);
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

/* The line of standard error that says it: helm's warnings come first. */
static struct gl_str sentence_of(struct gl_str error)
{
    struct gl_str line, first = {0};

    while (gl_str_cut(&error, '\n', &line)) {
        line = gl_str_trim(line);
        if (gl_str_starts_with(line, GL_STR("Error: ")))
            return gl_str_from(line, GL_STR("Error: ").len);
        if (!first.len && !gl_str_starts_with(line, GL_STR("WARNING:")))
            first = line;
    }
    return first;
}

static struct gl_str failure_of(struct gl_arena *arena, const struct child *child, int code)
{
    struct gl_str said = sentence_of(gl_buf_str(&child->error));

    if (child->is_late)
        return gl_arena_printf(arena, "helm took longer than %d seconds", GL_MAX_RENDER_SECONDS);
    if (child->is_too_large)
        return GL_STR("helm wrote more than 64 MiB");
    if (code == 0)
        return (struct gl_str){0};
    if (!said.len)
        return gl_arena_printf(arena, "helm ended with exit code %d", code);
    return gl_arena_printf(arena, "helm says \"%.*s\"", GL_STR_ARG(said));
}

static void render(struct gl_arena *arena, const char *program, char **argv, char **envp,
                   struct gl_k8s_rendered *rendered)
{
    struct child child = {.out = -1, .err = -1};

    if (start(&child, program, argv, envp)) {
        int code;

        listen_to(&child);
        code = finish(&child);
        rendered->failure = failure_of(arena, &child, code);
        rendered->text = gl_arena_copy(arena, gl_buf_str(&child.text));
    } else {
        rendered->failure = GL_STR("helm cannot be started");
    }
    gl_buf_free(&child.text);
    gl_buf_free(&child.error);
}

/* ---- charts ---- */

/* Names are listed, no file is opened; standard input is left for the scan. */
static void find_charts(struct gl_arena *arena, struct gl_sources *sources, const struct gl_options *options,
                        struct gl_k8s_charts *charts)
{
    struct gl_str *paths = GL_NEW_ARRAY(arena, struct gl_str, options->operands.len);
    struct gl_diags diags;
    struct gl_discovery discovery = {.arena = arena, .sources = sources, .diags = &diags};
    size_t len = 0;

    gl_diags_init(&diags, arena);
    for (size_t i = 0; i < options->operands.len; i++) {
        if (!gl_str_eq(options->operands.items[i], GL_STR("-")))
            paths[len++] = options->operands.items[i];
    }
    gl_discover(&discovery, paths, len);
    gl_k8s_find_charts(arena, &discovery.inputs, charts);
}

void gl_render_charts(struct gl_arena *arena, struct gl_options *options, const char *path, const char *home)
{
    struct gl_str program = find_helm(arena, path);
    struct gl_k8s_charts charts = {0};
    struct gl_k8s_rendered *made;
    struct gl_sources sources;
    char **envp = environment(arena, path, home);

    gl_sources_init(&sources);
    find_charts(arena, &sources, options, &charts);
    made = GL_NEW_ARRAY(arena, struct gl_k8s_rendered, charts.len);
    for (size_t i = 0; i < charts.len; i++) {
        made[i].folder = gl_arena_copy(arena, charts.items[i].folder);
        if (program.len)
            render(arena, program.ptr, arguments(arena, options, charts.items[i].folder), envp, &made[i]);
        else
            made[i].failure = GL_STR("there is no program helm in PATH");
    }
    options->rendered = made;
    options->rendered_len = charts.len;
    gl_sources_free(&sources);
}
