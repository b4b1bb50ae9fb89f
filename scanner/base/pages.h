/* Large zeroed blocks straight from the kernel, aligned and marked for huge pages: a scan of many megabytes
 * then takes a few page faults in place of thousands. A kernel without huge pages ignores the mark. */
#ifndef GL_BASE_PAGES_H
#define GL_BASE_PAGES_H

#include <stdbool.h>
#include <stddef.h>

enum { GL_HUGE_PAGE = 2 * 1024 * 1024 };

/* False under AddressSanitizer, which watches only what malloc gives. */
bool gl_pages_are_used(void);
/* `size` is a multiple of GL_HUGE_PAGE; aborts when there is no memory. */
void *gl_pages_map(size_t size);
void gl_pages_unmap(void *pages, size_t size);

#endif
