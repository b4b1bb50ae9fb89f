/* Every bound on hostile input, with its reason. Nothing else in the code limits sizes. */
#ifndef GL_BASE_LIMITS_H
#define GL_BASE_LIMITS_H

enum {
    GL_MAX_DEPTH = 128, /* nesting of a document; CloudFormation's own is far below; bounds recursion */
    GL_MAX_ALIAS_NODES = 1000000, /* values reached through YAML aliases in one document: alias bombs */
    GL_MAX_MERGE_KEYS = 100000,   /* members copied by << in one document */
    GL_MAX_ANCHORS = 20000,       /* names in one YAML document; bounds their sorted table */
    GL_MAX_EVAL_DEPTH = 200,      /* nesting of intrinsic functions while evaluating: cyclic Ref, Sub */
    GL_MAX_EVAL_STEPS = 1000000,  /* values made while evaluating one stack: expanding Sub, ForEach */
    GL_MAX_LOOP_COPIES = 5000,    /* made by Fn::ForEach in one stack; CloudFormation allows 500 resources */
    GL_MAX_STRING = 4 * 1024 * 1024, /* bytes of one evaluated string */
    GL_MAX_CHOICES = 32,             /* alternatives that one undecided value keeps */
    GL_MAX_STACK_NESTING = 16,       /* nested stacks inside each other */
    GL_MAX_DIRECTORY_DEPTH = 64,     /* folders below PATH */
    GL_MAX_FILES = 200000,           /* files of one scan */
    GL_MAX_RULES_TOGETHER = 2000,    /* public rules of a group looked at together; EC2 allows 1,000 of all */
    GL_MAX_WORLDS = 64,              /* assignments of undecided conditions tried for one verdict */
    GL_MAX_STATEMENT_VALUES =
        10000,                     /* values of one rule of a security group that are looked at for choices */
    GL_MAX_GROUP_WORK = 20000000,  /* the same over all groups of a scan: values that many rules share */
    GL_MAX_RULE_VARIANTS = 100000, /* rules of security groups that are alternatives of others */
    GL_MAX_ATTACHMENT_VALUES = 4096, /* values looked at for the security groups of one resource */
    GL_MAX_DIAGS_PER_FILE = 20,      /* problems told of one file; the rest is counted */
    GL_MAX_PARTNERS = 2048, /* things that a check compares with one: policy statements, entries, behaviours;
                               the quotas of AWS are far below */
    GL_MAX_THREADS = 64,
    GL_MAX_TOKEN =
        256, /* bytes of one token that are looked at when secrets are searched: keeps that linear */
    GL_MAX_DECODED_TEXT = 256 * 1024,   /* user data after base64 and gzip; EC2 takes 16 KB of either */
    GL_MAX_TERRAFORM_INSTANCES = 20000, /* of one count, for_each or dynamic block; blocks of a million */
    GL_MAX_TERRAFORM_UNIT_INSTANCES = 400000, /* of one root module, over all its modules */
    GL_MAX_TERRAFORM_MODULES = 1500,          /* instances of modules in one root module: calls that double */
    GL_MAX_TERRAFORM_MODULE_DEPTH = 32,       /* modules inside each other */
    GL_MAX_TERRAFORM_DIAGS = 200,             /* problems told of one root module */
    GL_MAX_PROGRAM_SIZE =
        2 * 1024 * 1024,               /* a CDK program file; larger ones are bundles, not written by hand */
    GL_MAX_PROGRAM_FILES = 2000,       /* program files of one app that are searched for a construct's id */
    GL_MAX_TERRAFORM_EXPONENT = 16384, /* of numbers, in bits: 1e4000 is far beyond any configuration, and the
                                          text of a number grows with it */
    GL_MAX_TERRAFORM_DIGITS = 5000,    /* characters of a number in text, as parseint() reads */
    GL_MAX_TERRAFORM_STEPS = 600000,   /* values made, or 64 bytes of text, while evaluating one unit, besides
                                           its allowance for large input: range(1e9), nested for, doubling */
    GL_MAX_TERRAFORM_GRACE = 10000,    /* steps of one expression when those of the unit are used up */
    GL_MAX_TERRAFORM_DEPTH = 1000,     /* expressions, functions, locals and templates inside each other */
    GL_MAX_TERRAFORM_NESTING = 200,  /* collections in each other: locals that wrap one another; below 256 */
    GL_MAX_RENDER_SECONDS = 60,      /* of `helm template` on one chart */
    GL_MAX_RENDERED_CELLS = 4000000, /* lines of a rendered document times lines of its template */
    GL_MAX_SHARED_OBJECTS = 100000,  /* Kubernetes objects outside folders that are clusters, once in each */
    GL_MAX_TERRAFORM_ELEMENTS = 1000000, /* of one collection: range(1e9), setproduct() */
    GL_MAX_NW_HOPS = 64,                 /* of one packet: route tables that send it in a circle */
    GL_MAX_NW_JOURNEYS = 1024,           /* of one question: rows that may be there double the ways */
    GL_MAX_NW_CARRIERS = 16,             /* subnets of one attachment of a transit gateway; one a zone */
    GL_MAX_NW_PAIRS = 20000,           /* of one question that are followed; the rest is told as not known */
    GL_MAX_NW_PAIRS_AS_THEY_ARE = 256, /* beyond these, alike interfaces are asked together */
    GL_MAX_NW_PIECES = 4096,           /* ranges of addresses that the rules of one pair tell apart */
    GL_MAX_NW_KEPT = 16384,            /* pairs of subnets between which ways are remembered */
    GL_MAX_NW_RULES = 20000,           /* of the groups of one interface; EC2 allows 1,000 */
    GL_MAX_NW_ACL_ENTRIES = 512,       /* of one network ACL and direction; EC2 allows 40 */
    GL_MAX_KUSTOMIZE_DEPTH = 32,       /* kustomizations inside each other; also folders above PATH */
    GL_MAX_NW_SETS = 200,              /* smallest sets of changes that are kept of one origin and receiver */
    GL_MAX_NW_PORT_EDGES = 4096,       /* limits of ports in the rules of one way; AWS allows 1,000 rules */
    GL_MAX_NW_PORT_CLASSES = 64,       /* ports of one way that are tried one by one */
    GL_MAX_NW_SENDERS = 64,            /* interfaces of a peer VPC that are tried as senders */
    GL_MAX_NW_WAY_BALANCERS = 32,      /* load balancers that are tried as ways to one receiver */
    GL_MAX_KUSTOMIZE_DIAGS = 200,      /* problems told of the kustomizations of a scan */
};
#define GL_MAX_FILE_SIZE                                                                                     \
    ((size_t)64 * 1024 * 1024) /* CloudFormation allows 1 MB; assemblies and plans are larger */

#endif
