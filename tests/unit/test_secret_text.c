#include "checks/secret_text.h"

#include "base/limits.h"
#include "checks/encoded_text.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

static const char *shape_of(const char *text)
{
    struct gl_secret_hit hit;

    return gl_secret_shape(gl_str_of(text), &hit) ? hit.what : "nothing";
}

static bool assigns(const char *text)
{
    struct gl_secret_hit hit;

    return gl_secret_assignment(gl_str_of(text), &hit);
}

static bool is_name(const char *text)
{
    return gl_secret_is_name(gl_str_of(text));
}

/* The keys are put together here so that no scanner takes this file for a leak. */
static void known_shapes_are_found_anywhere(void **state)
{
    (void)state;
    assert_string_equal(shape_of("key=AKIA"
                                 "QWERTYUIOPASDFGH;"),
                        "an AWS access key id");
    assert_string_equal(shape_of("xAKIA"
                                 "QWERTYUIOPASDFGH"),
                        "nothing");
    assert_string_equal(shape_of("AKIA"
                                 "QWERTYUIOPASDFGHJ"),
                        "nothing");
    assert_string_equal(shape_of("token ghp_"
                                 "abcdefghijklmnopqrstuvwxyz0123456789"),
                        "a GitHub token");
    assert_string_equal(shape_of("xoxb-"
                                 "123456789012-abcdef"),
                        "a Slack token");
    assert_string_equal(shape_of("-----BEGIN RSA PRIVATE"
                                 " KEY-----"),
                        "a private key");
    assert_string_equal(shape_of("-----BEGIN PRIVATE"
                                 " KEY-----"),
                        "a private key");
    assert_string_equal(shape_of("-----BEGIN CERTIFICATE-----"), "nothing");
    assert_string_equal(shape_of("eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0"
                                 ".abcdefghijklmnopqrst"),
                        "a JSON web token");
}

static void keys_of_documentation_are_no_secrets(void **state)
{
    (void)state;
    assert_string_equal(shape_of("AKIAIOSFODNN7EXAMPLE"), "nothing");
    assert_false(assigns("aws_secret_access_key=wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"));
}

static void urls_give_away_a_password_that_is_written_in_them(void **state)
{
    (void)state;
    assert_string_equal(shape_of("postgres://app:hunter22@db:5432/x"), "a URL with a password");
    assert_string_equal(shape_of("postgres://app:${PASSWORD}@db:5432/x"), "nothing");
    assert_string_equal(shape_of("postgres://app:\x01@db:5432/x"), "nothing");
    assert_string_equal(shape_of("https://example.com:8443/a@b"), "nothing");
    assert_string_equal(shape_of("ssh://git@example.com"), "nothing");
}

static void values_given_to_secret_names_are_found(void **state)
{
    (void)state;
    assert_true(assigns("export DATABASE_PASSWORD=password1234"));
    assert_true(assigns("#!/bin/bash\nmysqladmin --password hunter22 status\n"));
    assert_true(assigns("{\"db\": {\"password\": \"hunter22\"}}"));
    assert_true(assigns("{\\\"password\\\": \\\"hunter22\\\"}"));
    assert_true(assigns("users:\n  - password: hunter22\n"));
    assert_true(assigns("api_key = 'k3yk3yk3y'"));
    assert_true(assigns("PGPASSWORD=hunter22 psql"));
    assert_true(assigns("[client]\npassword = hunter22\n"));
}

static void references_and_settings_are_no_values(void **state)
{
    (void)state;
    assert_false(assigns("export SSM_PATH=/database/creds"));
    assert_false(assigns("PASSWORD=$(aws secretsmanager get-secret-value)"));
    assert_false(assigns("PASSWORD=${DB_PASSWORD}"));
    assert_false(assigns("PASSWORD=\x01"));
    assert_false(assigns("connect(password=password, user=user)"));
    assert_false(assigns("connect(password=args.secret)"));
    assert_false(assigns("token = event['token']"));
    assert_false(assigns("if (token == expected) {"));
    assert_false(assigns("X-aws-ec2-metadata-token-ttl-seconds: 21600"));
    assert_false(assigns("PASSWORD_FILE=/run/secrets/db"));
    assert_false(assigns("SECRET_ARN=arn:aws:secretsmanager:us-east-1:111122223333:secret:db"));
    assert_false(assigns("arn:aws:secretsmanager:us-east-1:111122223333:secret:shop"));
    assert_false(assigns("PermitEmptyPasswords no"));
    assert_false(assigns("password: see the manual"));
    assert_false(assigns("PasswordAuthentication=no"));
}

static void names_of_secrets_are_told_from_names_about_secrets(void **state)
{
    (void)state;
    assert_true(is_name("DB_PASSWORD"));
    assert_true(is_name("dbPassword"));
    assert_true(is_name("DBPassword"));
    assert_true(is_name("MYSQL_PWD"));
    assert_true(is_name("apiKey"));
    assert_true(is_name("API_KEY_2"));
    assert_true(is_name("aws_secret_access_key"));
    assert_true(is_name("/shop/prod/db/password"));
    assert_true(is_name("GithubToken"));
    assert_true(is_name("clientsecret"));
    assert_false(is_name("PasswordLength"));
    assert_false(is_name("SecretArn"));
    assert_false(is_name("SECRET_NAME"));
    assert_false(is_name("AccessKeyId"));
    assert_false(is_name("KeyName"));
    assert_false(is_name("/secrets/db/host"));
    assert_false(is_name("TokenExpiration"));
    assert_false(is_name("Tokenizer"));
    assert_false(is_name("DomainCredentialsSecretsKMSKey"));
    assert_false(is_name(""));
}

static void long_random_tokens_are_told_from_words_and_hashes(void **state)
{
    (void)state;
    assert_true(gl_secret_is_random(GL_STR("q9Zr7LxT2vKd8WmYb4NcPf6HsJg3RtEu1AoXi5Dz")));
    assert_false(gl_secret_is_random(GL_STR("ThisIsAVeryLongNameOfSomeStack12345AndMore")));
    assert_false(
        gl_secret_is_random(GL_STR("f178182c7c3aac6ad18bdaae53a2d38f72b2cf690d17b9efa635c7ce37f77d71")));
    assert_false(gl_secret_is_random(GL_STR("arn:aws:s3:::bucket-q9Zr7LxT2vKd8WmYb4NcPf6H")));
    assert_false(gl_secret_is_random(GL_STR("q9Zr7LxT2vKd8WmY")));
}

static void base64_and_gzip_are_undone_and_other_text_is_left_alone(void **state)
{
    struct gl_arena arena;

    (void)state;
    gl_arena_init(&arena);
    assert_true(gl_str_eq(gl_decode_text(&arena, GL_STR("ZXhwb3J0IFBBU1NXT1JEPWh1bnRlcjIy")),
                          GL_STR("export PASSWORD=hunter22")));
    assert_true(gl_str_eq(
        gl_decode_text(&arena, GL_STR("H4sIAAAAAAACA0utKMgvKlEIcAwODvcPcrHNKM0rSS0yMgIA4xReNRgAAAA=")),
        GL_STR("export PASSWORD=hunter22")));
    assert_true(gl_str_eq(gl_decode_text(&arena, GL_STR("#!/bin/bash\necho hello world")),
                          GL_STR("#!/bin/bash\necho hello world")));
    assert_true(gl_str_eq(gl_decode_text(&arena, GL_STR("")), GL_STR("")));
    gl_arena_free(&arena);
}

static void a_gzip_bomb_stops_at_the_limit(void **state)
{
    /* 300 KiB of the letter a */
    static const char bomb[] = "H4sIAAAAAAACA+3BAQ0AAADCoKzvX8IcbkABAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
                               "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
                               "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
                               "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
                               "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
                               "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
                               "AAAAAAAAAADAnwG2EmogALAEAA==";
    struct gl_arena arena;
    struct gl_str text;

    (void)state;
    gl_arena_init(&arena);
    text = gl_decode_text(&arena, gl_str_of(bomb));
    assert_int_equal(text.len, GL_MAX_DECODED_TEXT);
    assert_true(gl_str_starts_with(text, GL_STR("aaaa")));
    gl_arena_free(&arena);
}

static void a_stream_that_ends_early_gives_what_it_has(void **state)
{
    struct gl_arena arena;
    struct gl_str text;

    (void)state;
    gl_arena_init(&arena);
    text = gl_decode_text(&arena, GL_STR("H4sIAAAAAAACA0utKMgvKlEIcAwODvcPcg=="));
    assert_true(gl_str_starts_with(text, GL_STR("export PASS")));
    gl_arena_free(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(known_shapes_are_found_anywhere),
        cmocka_unit_test(keys_of_documentation_are_no_secrets),
        cmocka_unit_test(urls_give_away_a_password_that_is_written_in_them),
        cmocka_unit_test(values_given_to_secret_names_are_found),
        cmocka_unit_test(references_and_settings_are_no_values),
        cmocka_unit_test(names_of_secrets_are_told_from_names_about_secrets),
        cmocka_unit_test(long_random_tokens_are_told_from_words_and_hashes),
        cmocka_unit_test(base64_and_gzip_are_undone_and_other_text_is_left_alone),
        cmocka_unit_test(a_gzip_bomb_stops_at_the_limit),
        cmocka_unit_test(a_stream_that_ends_early_gives_what_it_has),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
