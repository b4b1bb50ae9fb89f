#include "front/terraform/config/listing.h"

#include <dirent.h>
#include <stdlib.h>

#include "base/limits.h"

static int compare_names(const void *a, const void *b)
{
    return gl_str_cmp(*(const struct gl_str *)a, *(const struct gl_str *)b);
}

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
        qsort(names, len, sizeof *names, compare_names);
    *ret_names = names;
    return len;
}
