#include "front/kustomize/build.h"

void gl_kust_finish(struct gl_kust *kust, struct gl_kust_set *set)
{
    (void)kust;
    (void)set;
}
