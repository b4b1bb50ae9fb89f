#include "base/suggest.h"
#include "front/terraform/function/library.h"

enum {
    NULLS = GL_TF_ALLOW_NULL,
    UNKNOWNS = GL_TF_ALLOW_UNKNOWN | GL_TF_ALLOW_PARTS,
    PARTS = GL_TF_ALLOW_PARTS,
    MARKS = GL_TF_ALLOW_MARKED,
    ALL = NULLS | UNKNOWNS | MARKS,
};

static const struct gl_tf_type list_of_any_lists = {.kind = GL_TF_LIST, .element = &gl_tf_list_of_any},
                               map_of_any = {.kind = GL_TF_MAP, .element = &gl_tf_any};

#define TEXT(name)                                                                                           \
    {                                                                                                        \
        name, &gl_tf_string, 0                                                                               \
    }
#define NUMBER(name)                                                                                         \
    {                                                                                                        \
        name, &gl_tf_number, 0                                                                               \
    }
#define ANY(name, flags)                                                                                     \
    {                                                                                                        \
        name, &gl_tf_any, flags                                                                              \
    }
#define LIST(name, flags)                                                                                    \
    {                                                                                                        \
        name, &gl_tf_list_of_any, flags                                                                      \
    }
#define SET(name)                                                                                            \
    {                                                                                                        \
        name, &gl_tf_set_of_any, UNKNOWNS                                                                    \
    }

/* Sorted by name. Parameters and their names are those of `terraform metadata functions -json`. */
static const struct gl_tf_row rows[] = {
    {"abs", gl_tf_abs, &gl_tf_number, 0, {NUMBER("num")}, {0}},
    {"abspath", gl_tf_abspath, &gl_tf_string, 0, {TEXT("path")}, {0}},
    {"alltrue", gl_tf_alltrue, &gl_tf_bool, 0, {{"list", &gl_tf_list_of_bool, PARTS}}, {0}},
    {"anytrue", gl_tf_anytrue, &gl_tf_bool, 0, {{"list", &gl_tf_list_of_bool, PARTS}}, {0}},
    {"base64decode", gl_tf_base64decode, &gl_tf_string, 0, {TEXT("str")}, {0}},
    {"base64encode", gl_tf_base64encode, &gl_tf_string, 0, {TEXT("str")}, {0}},
    {"base64gzip", gl_tf_base64gzip, &gl_tf_string, 0, {TEXT("str")}, {0}},
    {"base64sha256", gl_tf_hash, &gl_tf_string, 0, {TEXT("str")}, {0}},
    {"base64sha512", gl_tf_hash, &gl_tf_string, 0, {TEXT("str")}, {0}},
    {"basename", gl_tf_basename, &gl_tf_string, 0, {TEXT("path")}, {0}},
    {"bcrypt", gl_tf_impure, &gl_tf_string, 0, {TEXT("str")}, NUMBER("cost")},
    {"ceil", gl_tf_ceil, &gl_tf_number, 0, {NUMBER("num")}, {0}},
    {"chomp", gl_tf_chomp, &gl_tf_string, 0, {TEXT("str")}, {0}},
    {"chunklist", gl_tf_chunklist, &list_of_any_lists, 0, {LIST("list", PARTS | MARKS), NUMBER("size")}, {0}},
    {"cidrhost", gl_tf_cidrhost, &gl_tf_string, 0, {TEXT("prefix"), NUMBER("hostnum")}, {0}},
    {"cidrnetmask", gl_tf_cidrnetmask, &gl_tf_string, 0, {TEXT("prefix")}, {0}},
    {"cidrsubnet",
     gl_tf_cidrsubnet,
     &gl_tf_string,
     0,
     {TEXT("prefix"), NUMBER("newbits"), NUMBER("netnum")},
     {0}},
    {"cidrsubnets", gl_tf_cidrsubnets, &gl_tf_list_of_string, 0, {TEXT("prefix")}, NUMBER("newbits")},
    {"coalesce", gl_tf_coalesce, &gl_tf_any, 0, {{0}}, ANY("vals", NULLS | UNKNOWNS)},
    {"coalescelist", gl_tf_coalescelist, &gl_tf_any, 0, {{0}}, ANY("vals", NULLS | UNKNOWNS)},
    {"compact", gl_tf_compact, &gl_tf_list_of_string, 0, {{"list", &gl_tf_list_of_string, 0}}, {0}},
    {"concat", gl_tf_concat, &gl_tf_any, GL_TF_UNTYPED, {{0}}, ANY("seqs", UNKNOWNS | MARKS)},
    {"contains", gl_tf_contains, &gl_tf_bool, GL_TF_UNTYPED, {ANY("list", PARTS), ANY("value", PARTS)}, {0}},
    {"csvdecode", gl_tf_csvdecode, &gl_tf_any, 0, {TEXT("str")}, {0}},
    {"dirname", gl_tf_dirname, &gl_tf_string, 0, {TEXT("path")}, {0}},
    {"distinct", gl_tf_distinct, &gl_tf_list_of_any, 0, {LIST("list", 0)}, {0}},
    {"element",
     gl_tf_element,
     &gl_tf_any,
     GL_TF_NULLABLE,
     {ANY("list", UNKNOWNS | MARKS), {"index", &gl_tf_number, UNKNOWNS}},
     {0}},
    {"endswith", gl_tf_endswith, &gl_tf_bool, 0, {TEXT("str"), TEXT("suffix")}, {0}},
    {"ephemeralasnull", gl_tf_ephemeralasnull, &gl_tf_any, GL_TF_NULLABLE, {ANY("value", ALL)}, {0}},
    {"file", gl_tf_file, &gl_tf_string, 0, {TEXT("path")}, {0}},
    {"filebase64", gl_tf_filebase64, &gl_tf_string, 0, {TEXT("path")}, {0}},
    {"filebase64sha256", gl_tf_filehash, &gl_tf_string, 0, {TEXT("path")}, {0}},
    {"filebase64sha512", gl_tf_filehash, &gl_tf_string, 0, {TEXT("path")}, {0}},
    {"fileexists", gl_tf_fileexists, &gl_tf_bool, 0, {TEXT("path")}, {0}},
    {"filemd5", gl_tf_filehash, &gl_tf_string, 0, {TEXT("path")}, {0}},
    {"fileset", gl_tf_fileset, &gl_tf_set_of_string, 0, {TEXT("path"), TEXT("pattern")}, {0}},
    {"filesha1", gl_tf_filehash, &gl_tf_string, 0, {TEXT("path")}, {0}},
    {"filesha256", gl_tf_filehash, &gl_tf_string, 0, {TEXT("path")}, {0}},
    {"filesha512", gl_tf_filehash, &gl_tf_string, 0, {TEXT("path")}, {0}},
    {"flatten", gl_tf_flatten, &gl_tf_any, 0, {ANY("list", PARTS | MARKS)}, {0}},
    {"floor", gl_tf_floor, &gl_tf_number, 0, {NUMBER("num")}, {0}},
    {"format", gl_tf_format, &gl_tf_string, 0, {TEXT("format")}, ANY("args", NULLS | UNKNOWNS)},
    {"formatdate", gl_tf_formatdate, &gl_tf_string, 0, {TEXT("format"), TEXT("time")}, {0}},
    {"formatlist",
     gl_tf_formatlist,
     &gl_tf_list_of_string,
     0,
     {TEXT("format")},
     ANY("args", NULLS | UNKNOWNS)},
    {"indent", gl_tf_indent, &gl_tf_string, 0, {NUMBER("spaces"), TEXT("str")}, {0}},
    {"index", gl_tf_index, &gl_tf_number, GL_TF_UNTYPED, {ANY("list", PARTS), ANY("value", PARTS)}, {0}},
    {"issensitive", gl_tf_issensitive, &gl_tf_bool, GL_TF_UNTYPED, {ANY("value", ALL)}, {0}},
    {"join", gl_tf_join, &gl_tf_string, 0, {TEXT("separator")}, {"lists", &gl_tf_list_of_string, PARTS}},
    {"jsondecode", gl_tf_jsondecode, &gl_tf_any, GL_TF_NULLABLE, {{"str", &gl_tf_string, UNKNOWNS}}, {0}},
    {"jsonencode", gl_tf_jsonencode, &gl_tf_string, 0, {ANY("val", NULLS | UNKNOWNS)}, {0}},
    {"keys", gl_tf_keys, &gl_tf_any, 0, {ANY("inputMap", UNKNOWNS | MARKS)}, {0}},
    {"length", gl_tf_length, &gl_tf_number, 0, {ANY("value", UNKNOWNS | MARKS)}, {0}},
    {"list", gl_tf_old, &gl_tf_any, 0, {{0}}, ANY("vals", ALL)},
    {"log", gl_tf_log, &gl_tf_number, 0, {NUMBER("num"), NUMBER("base")}, {0}},
    {"lookup",
     gl_tf_lookup,
     &gl_tf_any,
     GL_TF_NULLABLE,
     {ANY("inputMap", UNKNOWNS | MARKS), {"key", &gl_tf_string, UNKNOWNS | MARKS}},
     ANY("default", ALL)},
    {"lower", gl_tf_lower, &gl_tf_string, 0, {TEXT("str")}, {0}},
    {"map", gl_tf_old, &gl_tf_any, 0, {{0}}, ANY("vals", ALL)},
    {"matchkeys",
     gl_tf_matchkeys,
     &gl_tf_list_of_any,
     0,
     {LIST("values", UNKNOWNS), LIST("keys", UNKNOWNS), LIST("searchset", UNKNOWNS)},
     {0}},
    {"max", gl_tf_max, &gl_tf_number, 0, {{0}}, NUMBER("numbers")},
    {"md5", gl_tf_hash, &gl_tf_string, 0, {TEXT("str")}, {0}},
    {"merge", gl_tf_merge, &gl_tf_any, 0, {{0}}, ANY("maps", ALL)},
    {"min", gl_tf_min, &gl_tf_number, 0, {{0}}, NUMBER("numbers")},
    {"nonsensitive", gl_tf_nonsensitive, &gl_tf_any, GL_TF_NULLABLE, {ANY("value", ALL)}, {0}},
    {"one", gl_tf_one, &gl_tf_any, GL_TF_NULLABLE, {ANY("list", UNKNOWNS | MARKS)}, {0}},
    {"parseint",
     gl_tf_parseint,
     &gl_tf_number,
     GL_TF_UNTYPED,
     {ANY("number", UNKNOWNS), {"base", &gl_tf_number, UNKNOWNS}},
     {0}},
    {"pathexpand", gl_tf_pathexpand, &gl_tf_string, 0, {TEXT("path")}, {0}},
    {"plantimestamp", gl_tf_impure, &gl_tf_string, 0, {{0}}, {0}},
    {"pow", gl_tf_pow, &gl_tf_number, 0, {NUMBER("num"), NUMBER("power")}, {0}},
    {"range", gl_tf_range, &gl_tf_list_of_number, 0, {{0}}, NUMBER("params")},
    {"regex", gl_tf_regex, &gl_tf_any, 0, {TEXT("pattern"), {"string", &gl_tf_string, UNKNOWNS}}, {0}},
    {"regexall",
     gl_tf_regexall,
     &gl_tf_list_of_any,
     0,
     {TEXT("pattern"), {"string", &gl_tf_string, UNKNOWNS}},
     {0}},
    {"replace", gl_tf_replace, &gl_tf_string, 0, {TEXT("str"), TEXT("substr"), TEXT("replace")}, {0}},
    {"reverse", gl_tf_reverse, &gl_tf_any, 0, {ANY("list", UNKNOWNS | MARKS)}, {0}},
    {"rsadecrypt", gl_tf_rsadecrypt, &gl_tf_string, 0, {TEXT("ciphertext"), TEXT("privatekey")}, {0}},
    {"sensitive", gl_tf_sensitive, &gl_tf_any, GL_TF_NULLABLE, {ANY("value", ALL)}, {0}},
    {"setintersection", gl_tf_setintersection, &gl_tf_set_of_any, 0, {SET("first_set")}, SET("other_sets")},
    {"setproduct", gl_tf_setproduct, &gl_tf_any, GL_TF_UNTYPED, {{0}}, ANY("sets", UNKNOWNS | MARKS)},
    {"setsubtract", gl_tf_setsubtract, &gl_tf_set_of_any, 0, {SET("a"), SET("b")}, {0}},
    {"setunion", gl_tf_setunion, &gl_tf_set_of_any, 0, {SET("first_set")}, SET("other_sets")},
    {"sha1", gl_tf_hash, &gl_tf_string, 0, {TEXT("str")}, {0}},
    {"sha256", gl_tf_hash, &gl_tf_string, 0, {TEXT("str")}, {0}},
    {"sha512", gl_tf_hash, &gl_tf_string, 0, {TEXT("str")}, {0}},
    {"signum", gl_tf_signum, &gl_tf_number, 0, {NUMBER("num")}, {0}},
    {"slice",
     gl_tf_slice,
     &gl_tf_any,
     0,
     {ANY("list", UNKNOWNS | MARKS),
      {"start_index", &gl_tf_number, UNKNOWNS},
      {"end_index", &gl_tf_number, UNKNOWNS}},
     {0}},
    {"sort", gl_tf_sort, &gl_tf_list_of_string, 0, {{"list", &gl_tf_list_of_string, PARTS}}, {0}},
    {"split", gl_tf_split, &gl_tf_list_of_string, 0, {TEXT("separator"), TEXT("str")}, {0}},
    {"startswith",
     gl_tf_startswith,
     &gl_tf_bool,
     0,
     {{"str", &gl_tf_string, UNKNOWNS}, {"prefix", &gl_tf_string, UNKNOWNS}},
     {0}},
    {"strcontains", gl_tf_strcontains, &gl_tf_bool, 0, {TEXT("str"), TEXT("substr")}, {0}},
    {"strrev", gl_tf_strrev, &gl_tf_string, 0, {TEXT("str")}, {0}},
    {"substr", gl_tf_substr, &gl_tf_string, 0, {TEXT("str"), NUMBER("offset"), NUMBER("length")}, {0}},
    {"sum", gl_tf_sum, &gl_tf_number, GL_TF_UNTYPED, {ANY("list", PARTS)}, {0}},
    {"templatefile", gl_tf_templatefile, &gl_tf_any, 0, {TEXT("path"), ANY("vars", PARTS)}, {0}},
    {"templatestring", gl_tf_templatestring, &gl_tf_string, 0, {TEXT("template"), ANY("vars", PARTS)}, {0}},
    {"textdecodebase64", gl_tf_textdecodebase64, &gl_tf_string, 0, {TEXT("source"), TEXT("encoding")}, {0}},
    {"textencodebase64", gl_tf_textencodebase64, &gl_tf_string, 0, {TEXT("string"), TEXT("encoding")}, {0}},
    {"timeadd", gl_tf_timeadd, &gl_tf_string, 0, {TEXT("timestamp"), TEXT("duration")}, {0}},
    {"timecmp", gl_tf_timecmp, &gl_tf_number, 0, {TEXT("timestamp_a"), TEXT("timestamp_b")}, {0}},
    {"timestamp", gl_tf_impure, &gl_tf_string, 0, {{0}}, {0}},
    {"title", gl_tf_title, &gl_tf_string, 0, {TEXT("str")}, {0}},
    {"tobool", gl_tf_to_type, &gl_tf_bool, GL_TF_NULLABLE, {ANY("v", ALL)}, {0}},
    {"tolist", gl_tf_to_type, &gl_tf_list_of_any, GL_TF_NULLABLE, {ANY("v", ALL)}, {0}},
    {"tomap", gl_tf_to_type, &map_of_any, GL_TF_NULLABLE, {ANY("v", ALL)}, {0}},
    {"tonumber", gl_tf_to_type, &gl_tf_number, GL_TF_NULLABLE, {ANY("v", ALL)}, {0}},
    {"toset", gl_tf_to_type, &gl_tf_set_of_any, GL_TF_NULLABLE, {ANY("v", ALL)}, {0}},
    {"tostring", gl_tf_to_type, &gl_tf_string, GL_TF_NULLABLE, {ANY("v", ALL)}, {0}},
    {"transpose",
     gl_tf_transpose,
     &gl_tf_map_of_string_lists,
     0,
     {{"values", &gl_tf_map_of_string_lists, 0}},
     {0}},
    {"trim", gl_tf_trim, &gl_tf_string, 0, {TEXT("str"), TEXT("cutset")}, {0}},
    {"trimprefix", gl_tf_trimprefix, &gl_tf_string, 0, {TEXT("str"), TEXT("prefix")}, {0}},
    {"trimspace", gl_tf_trimspace, &gl_tf_string, 0, {TEXT("str")}, {0}},
    {"trimsuffix", gl_tf_trimsuffix, &gl_tf_string, 0, {TEXT("str"), TEXT("suffix")}, {0}},
    {"upper", gl_tf_upper, &gl_tf_string, 0, {TEXT("str")}, {0}},
    {"urlencode", gl_tf_urlencode, &gl_tf_string, 0, {TEXT("str")}, {0}},
    {"uuid", gl_tf_impure, &gl_tf_string, 0, {{0}}, {0}},
    {"uuidv5", gl_tf_uuidv5, &gl_tf_string, 0, {TEXT("namespace"), TEXT("name")}, {0}},
    {"values", gl_tf_values, &gl_tf_any, 0, {ANY("mapping", UNKNOWNS | MARKS)}, {0}},
    {"yamldecode", gl_tf_yamldecode, &gl_tf_any, GL_TF_NULLABLE, {TEXT("src")}, {0}},
    {"yamlencode", gl_tf_yamlencode, &gl_tf_string, GL_TF_UNTYPED, {ANY("value", NULLS)}, {0}},
    {"zipmap",
     gl_tf_zipmap,
     &gl_tf_any,
     GL_TF_UNTYPED,
     {{"keys", &gl_tf_list_of_string, UNKNOWNS}, ANY("values", UNKNOWNS | MARKS)},
     {0}},
};

const struct gl_tf_row *gl_tf_find_row(struct gl_str name)
{
    size_t low = 0, high = sizeof rows / sizeof *rows;

    while (low < high) {
        size_t middle = low + (high - low) / 2;
        int order = gl_str_cmp(gl_str_of(rows[middle].name), name);

        if (order == 0)
            return &rows[middle];
        if (order < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return NULL;
}

struct gl_str gl_tf_nearest_function(struct gl_str name)
{
    struct gl_suggestion suggestion;

    gl_suggestion_init(&suggestion, name);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        gl_suggestion_offer(&suggestion, gl_str_of(rows[i].name));
    return suggestion.best;
}
