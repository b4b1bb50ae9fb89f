/* Where constructs and their properties are placed in real assemblies, against tests/golden/cdk-*.txt. */
#include "cdk_fixture.h"

#include <dirent.h>
#include <sys/stat.h>

#include "base/limits.h"
#include "golden.h"

enum { MAX_INPUTS = 512 };

struct folder {
    struct app app;
    struct gl_input *items;
    struct gl_buf out;
    struct gl_str last; /* what was printed last: the same places in a row are printed once */
};

static bool ends_with(const char *name, const char *suffix)
{
    return gl_str_ends_with(gl_str_of(name), gl_str_of(suffix));
}

static void add_file(struct folder *folder, const char *path, const char *name)
{
    struct gl_input *input = &folder->items[folder->app.inputs.len];
    bool is_json = ends_with(name, ".json");
    const char *why;

    if (!is_json && !ends_with(name, ".ts") && !ends_with(name, ".js") && !ends_with(name, ".py") &&
        !ends_with(name, ".js.map"))
        return;
    assert_true(folder->app.inputs.len++ < MAX_INPUTS);
    input->source = gl_sources_add(&folder->app.sources, gl_str_of(path), gl_str_of(name));
    input->kind = is_json ? GL_INPUT_OTHER : GL_INPUT_PROGRAM;
    if (!is_json)
        return;
    assert_int_equal(gl_source_read(input->source, &why), GL_OK);
    assert_int_equal(gl_read(input->source, &folder->app.arena,
                             &(struct gl_read_options){.duplicate_key = GL_DIAG_NOTE}, &input->documents,
                             &folder->app.diags),
                     GL_OK);
    if (gl_cfn_is_template(&input->documents.items[0].root))
        input->kind = GL_INPUT_TEMPLATE;
}

/* `name` is the path below the folder that was given: what the golden file shows. */
static void add_folder(struct folder *folder, const char *path, const char *name)
{
    DIR *stream = opendir(path);
    const struct dirent *entry;

    assert_non_null(stream);
    while ((entry = readdir(stream))) {
        struct gl_arena *arena = &folder->app.arena;
        const char *inner = gl_arena_printf(arena, "%s/%s", path, entry->d_name).ptr;
        const char *shown = gl_arena_printf(arena, "%s%s%s", name, *name ? "/" : "", entry->d_name).ptr;
        struct stat status;

        if (entry->d_name[0] == '.' || stat(inner, &status) != 0)
            continue;
        if (S_ISDIR(status.st_mode))
            add_folder(folder, inner, shown);
        else
            add_file(folder, inner, shown);
    }
    closedir(stream);
}

static void print_place(struct folder *folder, struct gl_buf *out, const struct gl_place *place)
{
    struct gl_source *source = gl_sources_get(&folder->app.sources, place->span.source);
    struct gl_position at = gl_source_position(source, place->span.begin);

    assert_true(place->span.begin < place->span.end && place->span.end <= source->text.len);
    gl_buf_printf(out, "    %.*s:%u:%u %.*s | %.*s\n", GL_STR_ARG(source->uri), at.line, at.column,
                  GL_STR_ARG(place->what), GL_STR_ARG(gl_source_slice(source, place->span)));
}

static void print_property(struct folder *folder, const struct gl_resource *resource, struct gl_str path,
                           struct gl_span at)
{
    struct gl_place places[GL_CDK_PROPERTY_PLACES];
    size_t len = gl_cdk_place_property(folder->app.cdk, resource, path, at, places);
    struct gl_buf text;

    gl_buf_init(&text);
    for (size_t i = 0; i < len; i++)
        print_place(folder, &text, &places[i]);
    if (len > 0 && !gl_str_eq(gl_buf_str(&text), folder->last)) {
        gl_buf_printf(&folder->out, "  %.*s\n", GL_STR_ARG(path));
        gl_buf_add(&folder->out, gl_buf_str(&text));
        folder->last = gl_arena_copy(&folder->app.arena, gl_buf_str(&text));
    }
    gl_buf_free(&text);
}

/* Every scalar below a value. */
static void print_properties(struct folder *folder, const struct gl_resource *resource, struct gl_str path,
                             const struct gl_value *value, unsigned depth)
{
    assert_true(depth < GL_MAX_DEPTH);
    if (gl_value_is(value, GL_MAP)) {
        for (size_t i = 0; i < value->u.map.len; i++) {
            const struct gl_member *member = &value->u.map.members[i];
            struct gl_str inner = gl_arena_printf(&folder->app.arena, "%.*s%s%.*s", GL_STR_ARG(path),
                                                  path.len ? "." : "", GL_STR_ARG(member->key));

            if (gl_str_find_char(member->key, '.') != GL_STR_NONE)
                inner = gl_arena_printf(&folder->app.arena, "%.*s{%.*s}", GL_STR_ARG(path),
                                        GL_STR_ARG(member->key));
            print_properties(folder, resource, inner, &member->value, depth + 1);
        }
    } else if (gl_value_is(value, GL_LIST)) {
        for (size_t i = 0; i < value->u.list.len; i++)
            print_properties(folder, resource, path, &value->u.list.items[i], depth + 1);
    } else {
        print_property(folder, resource, path, value->span);
    }
}

static bool is_shown(const struct gl_resource *resource, struct gl_str stacks)
{
    static const char *const kinds[] = {
        "AWS::EC2::SecurityGroup",
        "AWS::ElasticLoadBalancingV2::*",
        "AWS::KMS::Key",
        "AWS::RDS::DB*",
        "AWS::ElastiCache::*Group",
        "AWS::MSK::Cluster",
        "AWS::S3::Bucket",
        "AWS::EC2::LaunchTemplate",
        "AWS::EKS::*",
        "AWS::CloudFormation::*",
        "AWS::Logs::*",
    };

    if (!gl_str_starts_with(resource->address, stacks))
        return false;
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        if (gl_str_glob(resource->kind, gl_str_of(kinds[i]), false))
            return true;
    }
    return false;
}

static void assert_places(const char *path, const char *stacks, const char *golden)
{
    const char *root = getenv("GLACIS_ROOT"); /* set by meson */
    struct folder folder = {0};

    assert_non_null(root);
    app_init(&folder.app);
    gl_buf_init(&folder.out);
    folder.items = GL_NEW_ARRAY(&folder.app.arena, struct gl_input, MAX_INPUTS);
    folder.app.inputs.items = folder.items;
    add_folder(&folder, gl_arena_printf(&folder.app.arena, "%s/%s", root, path).ptr, "");
    app_run(&folder.app);
    assert_int_equal(folder.app.diags.len, 0);
    for (size_t i = 0; i < folder.app.output.len; i++) {
        const struct gl_resource *resource = folder.app.output.resources[i];

        if (!gl_resource_is_deployed(resource))
            continue;
        if (!is_shown(resource, gl_str_of(stacks)))
            continue;
        gl_buf_printf(&folder.out, "%.*s %.*s\n", GL_STR_ARG(resource->address), GL_STR_ARG(resource->kind));
        for (size_t k = 0; k < resource->place_len; k++)
            print_place(&folder, &folder.out, &resource->places[k]);
        folder.last = (struct gl_str){0};
        print_properties(&folder, resource, (struct gl_str){0}, &resource->properties, 0);
    }
    assert_golden(gl_buf_str(&folder.out), golden);
    gl_buf_free(&folder.out);
    app_free(&folder.app);
}

static void test_old_layout_with_traces(void **state)
{
    (void)state;
    assert_places("tests/cdk/traced", "", "cdk-traced.txt");
}

static void test_compiled_program_with_source_maps(void **state)
{
    (void)state;
    assert_places("tests/cdk/compiled", "", "cdk-compiled.txt");
}

static void test_python_program_without_frames(void **state)
{
    (void)state;
    assert_places("tests/cdk/python", "", "cdk-python.txt");
}

static void test_example_estate(void **state)
{
    (void)state;
    assert_places("examples/estate/cdk/bad", "Prod-", "cdk-estate.txt");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_old_layout_with_traces),
        cmocka_unit_test(test_compiled_program_with_source_maps),
        cmocka_unit_test(test_python_program_without_frames),
        cmocka_unit_test(test_example_estate),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
