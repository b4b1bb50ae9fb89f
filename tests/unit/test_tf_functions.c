#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <time.h>

#include <cmocka.h>

#include "front/terraform/evaluate/batch.h"

struct row {
    const char *expr, *wanted;
};

#define GIVES(expr, value) {expr, value},
#define FAILS(expr, summary)
#define OPEN(expr)
static const struct row values[] = {
#include "tf_functions.def"
};
#undef GIVES
#undef FAILS
#define GIVES(expr, value)
#define FAILS(expr, summary) {expr, summary},
static const struct row problems[] = {
#include "tf_functions.def"
};
#undef FAILS
#undef OPEN
#define FAILS(expr, summary)
#define OPEN(expr) {expr, NULL},
static const struct row unknowns[] = {
#include "tf_functions.def"
};

static void ask(const char *expr, struct gl_buf *answer)
{
    struct gl_buf line;

    gl_buf_init(&line);
    gl_buf_init(answer);
    gl_buf_add(&line, GL_STR("{\"id\": \"x\", \"expr\": "));
    gl_buf_add_json(&line, gl_str_of(expr));
    gl_buf_add(&line, GL_STR("}"));
    assert_true(gl_tf_eval_line(gl_buf_str(&line), answer));
    gl_buf_free(&line);
}

static void assert_answer(const char *expr, const char *before, const char *wanted, const char *after)
{
    struct gl_buf answer, all;

    ask(expr, &answer);
    gl_buf_init(&all);
    gl_buf_printf(&all, "%s%s%s", before, wanted, after);
    if (!gl_str_contains(gl_buf_str(&answer), gl_buf_str(&all)))
        fail_msg("%s is %.*s instead of %s", expr, GL_STR_ARG(gl_buf_str(&answer)), wanted);
    gl_buf_free(&all);
    gl_buf_free(&answer);
}

static void test_functions_give_what_terraform_gives(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof values / sizeof *values; i++)
        assert_answer(values[i].expr, "\"value\":", values[i].wanted, ",\"type\":");
}

static void test_functions_fail_where_terraform_fails(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof problems / sizeof *problems; i++)
        assert_answer(problems[i].expr, "\"error\":\"", problems[i].wanted, ": ");
}

static void test_functions_do_not_know_what_terraform_does_not_know(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof unknowns / sizeof *unknowns; i++) {
        struct gl_buf answer;

        ask(unknowns[i].expr, &answer);
        if (!gl_str_contains(gl_buf_str(&answer), GL_STR("\"unknown\":true")) &&
            !gl_str_contains(gl_buf_str(&answer), GL_STR("\"__unknown__\":true")))
            fail_msg("%s is %.*s instead of unknown", unknowns[i].expr, GL_STR_ARG(gl_buf_str(&answer)));
        gl_buf_free(&answer);
    }
}

/* What would take all time or all memory ends with a problem, soon. */
static void test_hostile_arguments_end_with_a_problem(void **state)
{
    static const char *const hostile[] = {
        "range(1e9)",
        "format(\"%1000000000d\", 1)",
        "format(\"%.1000000000f\", 1)",
        "format(\"%999999999999999999999999s\", 1)",
        "indent(1000000000, \"a\\nb\")",
        "setproduct(range(1000), range(1000), range(1000), range(1000))",
        "setproduct([for i in range(64) : range(2)]...)",
        "regex(\"(a*)*b\", join(\"\", [for i in range(1000) : \"a\"]))",
        "regex(\"(x+x+)+y\", join(\"\", [for i in range(1000) : \"x\"]))",
        "regexall(\"(.*)(.*)(.*)(.*)(.*)[^\\\\s\\\\S]\", join(\"\", [for i in range(1000) : \"x\"]))",
        "replace(replace(replace(replace(join(\"\", range(1000)), \"/./\", \"$0$0$0$0$0$0$0$0$0$0\"), "
        "\"/./\", "
        "\"$0$0$0$0$0$0$0$0$0$0\"), \"/./\", \"$0$0$0$0$0$0$0$0$0$0\"), \"/./\", \"$0$0$0$0$0$0$0$0$0$0\")",
        "jsondecode(join(\"\", [for i in range(1000) : \"[\"]))",
        "regex(join(\"\", [for i in range(1024) : \"(\"]), \"a\")",
        "regex(\"((a{100}){100}){100}\", \"a\")",
    };
    clock_t begin = clock();

    (void)state;
    for (size_t i = 0; i < sizeof hostile / sizeof *hostile; i++)
        assert_answer(hostile[i], "\"error\":", "\"", "");
    assert_true((clock() - begin) / CLOCKS_PER_SEC < 60); /* sanitizers are slow; it takes a second without */
}

static void test_problems_do_not_tell_what_is_sensitive(void **state)
{
    static const char *const telling[] = {
        "parseint(sensitive(\"hunter2\"), 10)",         "tonumber(sensitive(\"hunter2\"))",
        "lookup({a = 1}, sensitive(\"hunter2\"))",      "base64decode(sensitive(\"hunter2!\"))",
        "cidrhost(sensitive(\"hunter2\"), 1)",          "jsondecode(sensitive(\"hunter2\"))",
        "formatdate(\"YYYY\", sensitive(\"hunter2\"))", "regex(sensitive(\"hunter2(\"), \"x\")",
        "yamldecode(sensitive(\"a: [hunter2\"))",       "csvdecode(sensitive(\"hunter2,hunter2\\n1,2\"))",
    };

    (void)state;
    for (size_t i = 0; i < sizeof telling / sizeof *telling; i++) {
        struct gl_buf answer;

        ask(telling[i], &answer);
        if (gl_str_contains(gl_buf_str(&answer), GL_STR("hunter2")) ||
            !gl_str_contains(gl_buf_str(&answer), GL_STR("\"error\":")))
            fail_msg("%s is %.*s", telling[i], GL_STR_ARG(gl_buf_str(&answer)));
        gl_buf_free(&answer);
    }
}

static void test_functions_of_aws_take_arns_apart(void **state)
{
    (void)state;
    assert_answer("provider::aws::arn_parse(\"arn:aws:iam::123456789012:role/a/b\").resource",
                  "\"value\":", "\"role/a/b\"", ",");
    assert_answer("provider::aws::arn_build(\"aws\", \"s3\", \"\", \"\", \"bucket\")",
                  "\"value\":", "\"arn:aws:s3:::bucket\"", ",");
    assert_answer("provider::aws::trim_iam_role_path(\"arn:aws:iam::1:role/with/path/name\")",
                  "\"value\":", "\"arn:aws:iam::1:role/name\"", ",");
    assert_answer("provider::other::thing(1)", "\"unknown\":", "true", "");
}

static void test_what_hangs_on_the_moment_is_unknown(void **state)
{
    static const char *const impure[] = {"timestamp()", "uuid()", "bcrypt(\"x\")", "plantimestamp()"};

    (void)state;
    for (size_t i = 0; i < sizeof impure / sizeof *impure; i++)
        assert_answer(impure[i], "\"unknown\":", "true", "");
}

/* A key that was made for this test and protects nothing. */
static const char key[] = "-----BEGIN RSA PRIVATE KEY-----\\n"
                          "MIICXQIBAAKBgQDL6a1IfsdVYeTO6l2F2M/Ce9tvXgecadfCZf+tnZ6obF69WtwV\\n"
                          "bzH8z4jOKkUib2CCGm2jsWXDOdGTxp8zWoDZRnVUS98KraYeAdV/f55R/bNNwL4i\\n"
                          "Z+4Ms0O6ZmNRWCLJSZnwkN4vbJLwLOwUjQ+pq/uysIWsY96MsSvZEX/xmwIDAQAB\\n"
                          "AoGABb/5Guo4RLgV85+4M2YBtcI4VdOY81gotVqa8xJWvvkPUteVDSWtiytu+CFJ\\n"
                          "AceSORj1rn/6Fp8ywbAAHTqYF3t0FtY837qnw5tAw8D2ZW4fLPQ0/vDe9R8Aag9d\\n"
                          "a4F+ub8uGGHpYBWds5BVlGbTP+JgDXCeiPUawUviskNHyUECQQDzLVK9o65IETOD\\n"
                          "MKZyp0CBhYxT/BK+RiLRm7n7m4oY+RC+v1f78uQIcDDVfjUy3RdAjZfXo2iyxCqI\\n"
                          "6laeB0sVAkEA1qpSIjhRYTgQ3ViElhZSPpacYoOQgyi+8YNIe3nOC+AhAXSzLZxV\\n"
                          "gUGdQjbp0wrayIeeoge5xIltbYVeKO+17wJAQO46KI66611EbuQfnX+RFsRs+sPU\\n"
                          "0V9yzpsRJuCaGB7w3K3EtW5eeu5R679+Pu2P1tm30Ik+XHVKkjJYHGwAHQJBAKNv\\n"
                          "z9LgAA296xEreN7wpbOjZfOXaaqClkY5BzGDfn4KKfb6zATY9zzPIRUty/7zT7nH\\n"
                          "j96bdTOO0nLFTPhr8Z8CQQCmS9zYhsDmaFGXb9718woUh8DK5RUrkSPQ0AAm/JYK\\n"
                          "jU+TOVLqc+kFstodMsheeiaNhuYJPJ4XptkmcGjce0b8\\n"
                          "-----END RSA PRIVATE KEY-----\\n";
static const char cipher[] =
    "V3D7tLlKjUqgze9Zp+ek4Jm2+mpgYu+wdgi8+y2Dw5z+IGeG3fFovQTXyEBGTM6zKl22PDQlKyP3pe+AhMJ8qW"
    "1Sykxj/ZM7B53XLij8F//Tz/bjYKWSMAU40SJqFfEV1HgOe/hIvSkKT3oGxtMqlu0QGTptiB4aMFOmnuq+o+0=";

static void test_rsadecrypt_decrypts_and_keeps_the_secret(void **state)
{
    struct gl_buf call;

    (void)state;
    gl_buf_init(&call);
    gl_buf_printf(&call, "rsadecrypt(\"%s\", \"%s\")", cipher, key);
    gl_buf_add_char(&call, 0);
    assert_answer(call.ptr, "\"value\":", "\"a secret \303\251\"", ",");
    call.len = 0;
    gl_buf_printf(&call, "issensitive(rsadecrypt(\"%s\", \"%s\"))", cipher, key);
    gl_buf_add_char(&call, 0);
    assert_answer(call.ptr, "\"value\":", "true", ",");
    gl_buf_free(&call);
    assert_answer("rsadecrypt(\"x\", \"y\")", "\"error\":\"", "Invalid function argument", "");
    assert_answer("rsadecrypt(\"aGVsbG8=\", \"y\")", "\"error\":\"", "Invalid function argument", "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_functions_give_what_terraform_gives),
        cmocka_unit_test(test_functions_fail_where_terraform_fails),
        cmocka_unit_test(test_functions_do_not_know_what_terraform_does_not_know),
        cmocka_unit_test(test_hostile_arguments_end_with_a_problem),
        cmocka_unit_test(test_problems_do_not_tell_what_is_sensitive),
        cmocka_unit_test(test_functions_of_aws_take_arns_apart),
        cmocka_unit_test(test_what_hangs_on_the_moment_is_unknown),
        cmocka_unit_test(test_rsadecrypt_decrypts_and_keeps_the_secret),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
