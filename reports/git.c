/* What .git says of a tree: gitrepository-layout(5), git-config(1). No git process is started, nothing is
 * followed that leaves the repository's own folders, files are read up to a limit. */
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "reports/report.h"

enum { MAX_GIT_FILE = 4 * 1024 * 1024, MAX_PARENTS = 128 };

struct repository {
    struct gl_arena *arena;
    struct gl_str folder; /* HEAD is here */
    struct gl_str common; /* config, refs, packed-refs are here; differs in a linked worktree */
};

static struct gl_str join(struct gl_arena *arena, struct gl_str folder, struct gl_str name)
{
    if (name.len && name.ptr[0] == '/')
        return gl_arena_copy(arena, name);
    return gl_arena_printf(arena, "%.*s/%.*s", GL_STR_ARG(folder), GL_STR_ARG(name));
}

static struct gl_str read_open_file(struct gl_arena *arena, int file)
{
    struct stat status;
    size_t have = 0;
    char *bytes;

    if (fstat(file, &status) != 0 || !S_ISREG(status.st_mode) || status.st_size > MAX_GIT_FILE)
        return (struct gl_str){0};
    bytes = gl_arena_alloc(arena, (size_t)status.st_size + 1, 1);
    while (have < (size_t)status.st_size) {
        ssize_t got = read(file, bytes + have, (size_t)status.st_size - have);

        if (got <= 0)
            break;
        have += (size_t)got;
    }
    return (struct gl_str){bytes, have};
}

/* All bytes; no pointer when there is no such file. */
static struct gl_str read_file(struct gl_arena *arena, struct gl_str folder, struct gl_str name)
{
    struct gl_str path = join(arena, folder, name), text;
    int file = open(path.ptr, O_RDONLY | O_NOCTTY | O_NONBLOCK | O_CLOEXEC);

    if (file < 0)
        return (struct gl_str){0};
    text = read_open_file(arena, file);
    close(file);
    return text;
}

/* ---- where the repository is ---- */

static struct gl_str parent_of(struct gl_str path)
{
    size_t slash = gl_str_find_last_char(path, '/');

    return slash == GL_STR_NONE ? (struct gl_str){0} : gl_str_slice(path, 0, slash);
}

/* .git is a folder, or a file "gitdir: PATH" in worktrees and submodules. */
static bool open_repository(struct repository *repository, struct gl_str tree)
{
    struct gl_str dot_git = join(repository->arena, tree, GL_STR(".git")), link, common;
    struct stat status;

    if (stat(dot_git.ptr, &status) != 0)
        return false;
    repository->folder = dot_git;
    if (S_ISREG(status.st_mode)) {
        link = gl_str_trim(read_file(repository->arena, tree, GL_STR(".git")));
        if (!gl_str_starts_with(link, GL_STR("gitdir:")))
            return false;
        repository->folder = join(repository->arena, tree, gl_str_trim(gl_str_from(link, 7)));
    }
    common = gl_str_trim(read_file(repository->arena, repository->folder, GL_STR("commondir")));
    repository->common =
        common.len ? join(repository->arena, repository->folder, common) : repository->folder;
    return read_file(repository->arena, repository->folder, GL_STR("HEAD")).len > 0;
}

/* ---- revision ---- */

static bool is_object_id(struct gl_str text)
{
    if (text.len != 40 && text.len != 64)
        return false;
    for (size_t i = 0; i < text.len; i++) {
        if (!((text.ptr[i] >= '0' && text.ptr[i] <= '9') || (text.ptr[i] >= 'a' && text.ptr[i] <= 'f')))
            return false;
    }
    return true;
}

static struct gl_str find_packed(struct gl_str packed, struct gl_str ref)
{
    struct gl_str line;

    while (gl_str_cut(&packed, '\n', &line)) {
        size_t space = gl_str_find_char(line, ' ');

        if (space != GL_STR_NONE && gl_str_eq(gl_str_trim(gl_str_from(line, space + 1)), ref))
            return gl_str_slice(line, 0, space);
    }
    return (struct gl_str){0};
}

static struct gl_str resolve_ref(const struct repository *repository, struct gl_str ref)
{
    struct gl_str id;

    if (!gl_str_starts_with(ref, GL_STR("refs/")) || gl_str_contains(ref, GL_STR("..")))
        return (struct gl_str){0};
    id = gl_str_trim(read_file(repository->arena, repository->folder, ref));
    if (!is_object_id(id))
        id = gl_str_trim(read_file(repository->arena, repository->common, ref));
    if (!is_object_id(id))
        id = find_packed(read_file(repository->arena, repository->common, GL_STR("packed-refs")), ref);
    return is_object_id(id) ? id : (struct gl_str){0};
}

static void find_revision(const struct repository *repository, struct gl_git *git)
{
    struct gl_str head = gl_str_trim(read_file(repository->arena, repository->folder, GL_STR("HEAD"))), ref;

    if (is_object_id(head)) {
        git->revision = head;
        return;
    }
    if (!gl_str_starts_with(head, GL_STR("ref:")))
        return;
    ref = gl_str_trim(gl_str_from(head, 4));
    git->revision = resolve_ref(repository, ref);
    if (gl_str_starts_with(ref, GL_STR("refs/heads/")))
        git->branch = gl_str_from(ref, 11);
}

/* ---- remote ---- */

/* `url = ...` of [remote "origin"], else of the first remote. */
static struct gl_str find_remote(struct gl_str config)
{
    struct gl_str line, first = {0};
    bool in_remote = false, in_origin = false;

    while (gl_str_cut(&config, '\n', &line)) {
        size_t equals;

        line = gl_str_trim(line);
        if (line.len && line.ptr[0] == '[') {
            in_remote = gl_str_starts_with(line, GL_STR("[remote \""));
            in_origin = gl_str_starts_with(line, GL_STR("[remote \"origin\"]"));
            continue;
        }
        equals = gl_str_find_char(line, '=');
        if (!in_remote || equals == GL_STR_NONE ||
            !gl_str_eq_nocase(gl_str_trim(gl_str_slice(line, 0, equals)), GL_STR("url")))
            continue;
        line = gl_str_trim(gl_str_from(line, equals + 1));
        if (in_origin)
            return line;
        if (!first.len)
            first = line;
    }
    return first;
}

/* Bytes a URI may not hold are percent-encoded; the rest is taken as written. */
static void add_uri_text(struct gl_buf *out, struct gl_str text)
{
    for (size_t i = 0; i < text.len; i++) {
        unsigned char c = (unsigned char)text.ptr[i];

        if (c <= ' ' || c >= 0x7f || strchr("\"<>\\^`{|}", c))
            gl_buf_printf(out, "%%%02X", c);
        else
            gl_buf_add_char(out, (char)c);
    }
}

/* SCHEME://HOST/PATH without user, password, query and fragment; scp's user@host:path as ssh://host/path. A
 * remote that is a path of this machine tells nobody anything: empty. */
static struct gl_str public_url(struct gl_arena *arena, struct gl_str url)
{
    size_t scheme = gl_str_find(url, GL_STR("://")), slash, at, colon = gl_str_find_char(url, ':');
    struct gl_str head = GL_STR("ssh"), host, path, result;
    struct gl_buf out;

    if (scheme != GL_STR_NONE) {
        head = gl_str_slice(url, 0, scheme);
        url = gl_str_from(url, scheme + 3);
        slash = gl_str_find_char(url, '/');
        host = gl_str_slice(url, 0, slash);
        path = slash == GL_STR_NONE ? (struct gl_str){0} : gl_str_from(url, slash + 1);
    } else if (colon != GL_STR_NONE && colon < gl_str_find_char(url, '/')) {
        host = gl_str_slice(url, 0, colon);
        path = gl_str_from(url, colon + 1);
    } else {
        return (struct gl_str){0};
    }
    at = gl_str_find_last_char(host, '@');
    host = at == GL_STR_NONE ? host : gl_str_from(host, at + 1);
    path = gl_str_slice(path, 0, gl_str_find_char(path, '?'));
    path = gl_str_slice(path, 0, gl_str_find_char(path, '#'));
    while (gl_str_starts_with(path, GL_STR("/")))
        path = gl_str_from(path, 1);
    if (!host.len || gl_str_eq(head, GL_STR("file")))
        return (struct gl_str){0};
    gl_buf_init(&out);
    add_uri_text(&out, head);
    gl_buf_add(&out, GL_STR("://"));
    add_uri_text(&out, host);
    gl_buf_add_char(&out, '/');
    add_uri_text(&out, path);
    result = gl_arena_copy(arena, gl_buf_str(&out));
    gl_buf_free(&out);
    return result;
}

bool gl_git_find(struct gl_arena *arena, struct gl_str folder, struct gl_git *git)
{
    struct repository repository = {.arena = arena};

    *git = (struct gl_git){0};
    for (size_t i = 0; i < MAX_PARENTS && folder.len; i++, folder = parent_of(folder)) {
        if (!open_repository(&repository, folder))
            continue;
        git->root = gl_arena_copy(arena, folder);
        find_revision(&repository, git);
        git->repository =
            public_url(arena, find_remote(read_file(arena, repository.common, GL_STR("config"))));
        return true;
    }
    return false;
}
