#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "reports/report.h"

#define ID "0123456789abcdef0123456789abcdef01234567"
#define OTHER "fedcba9876543210fedcba9876543210fedcba98"

struct tree {
    char folder[512];
    struct gl_arena arena;
    struct gl_git git;
};

static void make_tree(struct tree *tree)
{
    *tree = (struct tree){0};
    assert_non_null(getcwd(tree->folder, sizeof tree->folder - 32));
    strncat(tree->folder, "/git-tree-XXXXXX", 31);
    assert_non_null(mkdtemp(tree->folder));
}

/* Writes a file and its folders, relative to the tree. */
static void put(const struct tree *tree, const char *name, const char *text)
{
    char path[1024];
    FILE *file;

    snprintf(path, sizeof path, "%s/%s", tree->folder, name);
    for (char *slash = strchr(path + strlen(tree->folder) + 1, '/'); slash; slash = strchr(slash + 1, '/')) {
        *slash = '\0';
        mkdir(path, 0700);
        *slash = '/';
    }
    file = fopen(path, "wb");
    assert_non_null(file);
    assert_true(fputs(text, file) >= 0);
    assert_int_equal(fclose(file), 0);
}

static bool find(struct tree *tree, const char *below)
{
    struct gl_str folder = gl_arena_printf(&tree->arena, "%s%s", tree->folder, below);

    return gl_git_find(&tree->arena, folder, &tree->git);
}

static void remove_tree(struct tree *tree)
{
    char command[600];

    snprintf(command, sizeof command, "rm -r '%s'", tree->folder);
    assert_int_equal(system(command), 0);
    gl_arena_free(&tree->arena);
}

static void assert_text(struct gl_str text, const char *expected)
{
    struct gl_buf copy;

    gl_buf_init(&copy);
    gl_buf_add(&copy, text);
    gl_buf_add_char(&copy, '\0');
    assert_string_equal(copy.ptr, expected);
    gl_buf_free(&copy);
}

static void test_branch_and_remote_are_read_from_a_folder_below(void **state)
{
    struct tree tree;

    (void)state;
    make_tree(&tree);
    put(&tree, ".git/HEAD", "ref: refs/heads/feature/x\n");
    put(&tree, ".git/refs/heads/feature/x", ID "\n");
    put(&tree, ".git/config",
        "[core]\n\turl = nonsense\n[remote \"up\"]\n\turl = https://example.org/up.git\n"
        "[remote \"origin\"]\n\turl = https://user:hunter2@git.example.org:8443/team/re po.git\n");
    put(&tree, "infra/net.yaml", "x");
    assert_true(find(&tree, "/infra"));
    assert_text(tree.git.root, tree.folder);
    assert_text(tree.git.branch, "feature/x");
    assert_text(tree.git.revision, ID);
    assert_text(tree.git.repository, "https://git.example.org:8443/team/re%20po.git");
    remove_tree(&tree);
}

static void test_packed_refs_and_detached_heads_are_understood(void **state)
{
    struct tree tree;

    (void)state;
    make_tree(&tree);
    put(&tree, ".git/HEAD", "ref: refs/heads/main\n");
    put(&tree, ".git/packed-refs",
        "# pack-refs with: peeled\n" OTHER " refs/heads/mainline\n" ID " refs/heads/main\n");
    assert_true(find(&tree, ""));
    assert_text(tree.git.revision, ID);
    assert_text(tree.git.repository, "");
    put(&tree, ".git/HEAD", OTHER "\n");
    assert_true(find(&tree, ""));
    assert_text(tree.git.revision, OTHER);
    assert_text(tree.git.branch, "");
    remove_tree(&tree);
}

static void test_a_linked_worktree_reads_the_common_folder(void **state)
{
    struct tree tree;

    (void)state;
    make_tree(&tree);
    put(&tree, "work/.git", "gitdir: ../main/.git/worktrees/work\n");
    put(&tree, "main/.git/worktrees/work/HEAD", "ref: refs/heads/side\n");
    put(&tree, "main/.git/worktrees/work/commondir", "../..\n");
    put(&tree, "main/.git/refs/heads/side", ID "\n");
    put(&tree, "main/.git/config", "[remote \"origin\"]\n  url = git@git.example.org:team/repo.git\n");
    assert_true(find(&tree, "/work"));
    assert_text(tree.git.revision, ID);
    assert_text(tree.git.repository, "ssh://git.example.org/team/repo.git");
    remove_tree(&tree);
}

static void test_a_repository_without_commit_and_with_a_local_remote_says_little(void **state)
{
    struct tree tree;

    (void)state;
    make_tree(&tree);
    put(&tree, ".git/HEAD", "ref: refs/heads/main\n");
    put(&tree, ".git/config", "[remote \"origin\"]\n\turl = /srv/git/repo.git\n");
    assert_true(find(&tree, ""));
    assert_text(tree.git.branch, "main");
    assert_text(tree.git.revision, "");
    assert_text(tree.git.repository, "");
    remove_tree(&tree);
}

static void test_a_ref_that_leaves_the_repository_is_not_followed(void **state)
{
    struct tree tree;

    (void)state;
    make_tree(&tree);
    put(&tree, ".git/HEAD", "ref: refs/../../secret\n");
    put(&tree, "secret", ID "\n");
    assert_true(find(&tree, ""));
    assert_text(tree.git.revision, "");
    remove_tree(&tree);
}

static void test_a_folder_without_head_is_no_repository(void **state)
{
    struct tree tree;

    (void)state;
    make_tree(&tree);
    put(&tree, ".git/description", "no HEAD here");
    find(&tree, ""); /* the folder that the test runs in may itself be in a repository */
    assert_false(gl_str_eq(tree.git.root, gl_str_of(tree.folder)));
    remove_tree(&tree);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_branch_and_remote_are_read_from_a_folder_below),
        cmocka_unit_test(test_packed_refs_and_detached_heads_are_understood),
        cmocka_unit_test(test_a_linked_worktree_reads_the_common_folder),
        cmocka_unit_test(test_a_repository_without_commit_and_with_a_local_remote_says_little),
        cmocka_unit_test(test_a_ref_that_leaves_the_repository_is_not_followed),
        cmocka_unit_test(test_a_folder_without_head_is_no_repository),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
