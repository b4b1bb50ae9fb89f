#include "front/terraform/listing.h"

#include <dirent.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "base/limits.h"

size_t gl_tf_names_in(struct gl_arena *arena, struct gl_str folder, struct gl_str **ret_names)
{
    DIR *stream = opendir(folder.ptr);
    const struct dirent *entry;
    struct gl_str *names = NULL;
    size_t len = 0, capacity = 0;

    while (stream && len < GL_MAX_FILES && (entry = readdir(stream))) {
        struct gl_str name = gl_str_of(entry->d_name);

        if (!gl_str_eq(name, GL_STR(".")) && !gl_str_eq(name, GL_STR("..")))
            *GL_PUSH(arena, names, len, capacity) = gl_arena_copy(arena, name);
    }
    if (stream)
        closedir(stream);
    if (len)
        qsort(names, len, sizeof *names, gl_str_compare);
    *ret_names = names;
    return len;
}

struct listing {
    struct gl_arena *arena;
    struct gl_str top;
    struct gl_str *paths;
    size_t len, capacity, most;
};

static void list_folder(struct listing *listing, struct gl_str folder, int depth)
{
    struct gl_arena *arena = listing->arena;
    struct gl_str *names;
    size_t len = gl_tf_names_in(arena, folder, &names);

    for (size_t i = 0; i < len && listing->len < listing->most; i++) {
        struct gl_str path = gl_arena_printf(arena, "%.*s/%.*s", GL_STR_ARG(folder), GL_STR_ARG(names[i]));
        struct stat status;

        if (lstat(path.ptr, &status) != 0)
            continue;
        if (S_ISDIR(status.st_mode) && depth < GL_MAX_DIRECTORY_DEPTH)
            list_folder(listing, path, depth + 1);
        else if (S_ISREG(status.st_mode))
            *GL_PUSH(arena, listing->paths, listing->len, listing->capacity) =
                gl_str_from(path, listing->top.len + 1);
    }
}

size_t gl_tf_files_below(struct gl_arena *arena, struct gl_str folder, size_t most, struct gl_str **ret_paths)
{
    struct listing listing = {.arena = arena, .top = gl_arena_copy(arena, folder), .most = most};

    list_folder(&listing, listing.top, 0);
    if (listing.len)
        qsort(listing.paths, listing.len, sizeof *listing.paths, gl_str_compare);
    *ret_paths = listing.paths;
    return listing.len;
}
