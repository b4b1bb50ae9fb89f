#include "front/kustomize/build.h"

void gl_kust_replace(struct gl_kust *kust, const struct gl_kust_folder *folder, struct gl_kust_set *set)
{
    (void)kust;
    (void)folder;
    (void)set;
}
