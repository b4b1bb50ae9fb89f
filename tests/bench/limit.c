/* The floor for any scanner of the same files, and a stopwatch.
 *
 *   limit yaml FOLDER        libyaml's event parse of every file, nothing kept
 *   limit json FOLDER        cJSON's parse of every file, freed again
 *   limit run COMMAND...     one run of a command, its output thrown away
 *
 * Prints one JSON object. Parsing is timed without reading the files, after a first pass that warms the
 * caches. The command starts from this small process, because Linux counts the memory of the process before
 * exec as the command's own. */
#define _DEFAULT_SOURCE
#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <cjson/cJSON.h>
#include <yaml.h>

struct file {
    char *text;
    size_t len;
};

static double seconds(clockid_t clock)
{
    struct timespec now;

    clock_gettime(clock, &now);
    return (double)now.tv_sec + (double)now.tv_nsec * 1e-9;
}

static int fail(const char *what)
{
    perror(what);
    return 2;
}

static int load(const char *path, struct file *ret_file)
{
    FILE *stream = fopen(path, "rb");
    long len;

    if (!stream)
        return -1;
    fseek(stream, 0, SEEK_END);
    len = ftell(stream);
    rewind(stream);
    ret_file->text = len >= 0 ? malloc((size_t)len + 1) : NULL;
    ret_file->len = ret_file->text ? fread(ret_file->text, 1, (size_t)len, stream) : 0;
    fclose(stream);
    if (!ret_file->text)
        return -1;
    ret_file->text[ret_file->len] = '\0';
    return 0;
}

static int load_folder(const char *path, struct file **ret_files, size_t *ret_count)
{
    DIR *folder = opendir(path);
    struct file *files = NULL, *grown;
    size_t count = 0;

    if (!folder)
        return -1;
    for (struct dirent *entry = readdir(folder); entry; entry = readdir(folder)) {
        char name[4096];

        if (entry->d_name[0] == '.')
            continue;
        grown = realloc(files, (count + 1) * sizeof *files);
        if (!grown || snprintf(name, sizeof name, "%s/%s", path, entry->d_name) >= (int)sizeof name)
            abort();
        files = grown;
        if (load(name, &files[count]) == 0)
            count++;
    }
    closedir(folder);
    *ret_files = files;
    *ret_count = count;
    return 0;
}

static int parse_yaml(const struct file *file)
{
    yaml_parser_t parser;
    yaml_event_t event;
    int is_good = yaml_parser_initialize(&parser), is_done = 0;

    yaml_parser_set_input_string(&parser, (const unsigned char *)file->text, file->len);
    while (is_good && !is_done) {
        is_good = yaml_parser_parse(&parser, &event);
        if (!is_good)
            break;
        is_done = event.type == YAML_STREAM_END_EVENT;
        yaml_event_delete(&event);
    }
    yaml_parser_delete(&parser);
    return is_good;
}

static int parse_json(const struct file *file)
{
    cJSON *root = cJSON_Parse(file->text);

    cJSON_Delete(root);
    return root != NULL;
}

static int measure_parse(const char *folder, int (*parse)(const struct file *))
{
    struct file *files;
    size_t count, bytes = 0, bad = 0;
    double cpu = 0;

    if (load_folder(folder, &files, &count))
        return fail(folder);
    for (int pass = 0; pass < 2; pass++) {
        double begin = seconds(CLOCK_PROCESS_CPUTIME_ID);

        bytes = bad = 0;
        for (size_t i = 0; i < count; i++) {
            bytes += files[i].len;
            bad += !parse(&files[i]);
        }
        cpu = seconds(CLOCK_PROCESS_CPUTIME_ID) - begin;
    }
    for (size_t i = 0; i < count; i++)
        free(files[i].text);
    free(files);
    printf("{\"files\": %zu, \"bytes\": %zu, \"bad\": %zu, \"cpu\": %.6f}\n", count, bytes, bad, cpu);
    return bad > 0;
}

static double timeval_seconds(struct timeval time)
{
    return (double)time.tv_sec + (double)time.tv_usec * 1e-6;
}

static void become(char **command)
{
    int nowhere = open("/dev/null", O_RDWR);

    if (nowhere < 0)
        _exit(127);
    dup2(nowhere, 0);
    dup2(nowhere, 1);
    dup2(nowhere, 2);
    execvp(command[0], command);
    _exit(127);
}

static int measure_run(char **command)
{
    double begin = seconds(CLOCK_MONOTONIC), wall;
    struct rusage usage;
    pid_t child = fork();
    int status;

    if (child < 0)
        return fail("fork");
    if (child == 0)
        become(command);
    if (wait4(child, &status, 0, &usage) != child)
        return fail("wait4");
    wall = seconds(CLOCK_MONOTONIC) - begin;
    printf("{\"exit\": %d, \"cpu\": %.6f, \"wall\": %.6f, \"rss\": %ld}\n",
           WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status),
           timeval_seconds(usage.ru_utime) + timeval_seconds(usage.ru_stime), wall, usage.ru_maxrss * 1024);
    return 0;
}

int main(int argc, char **argv)
{
    if (argc >= 3 && strcmp(argv[1], "run") == 0)
        return measure_run(argv + 2);
    if (argc == 3 && strcmp(argv[1], "yaml") == 0)
        return measure_parse(argv[2], parse_yaml);
    if (argc == 3 && strcmp(argv[1], "json") == 0)
        return measure_parse(argv[2], parse_json);
    fputs("usage: limit yaml|json FOLDER, or limit run COMMAND...\n", stderr);
    return 2;
}
