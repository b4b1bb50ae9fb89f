/* Reads 64 bytes behind a heap block: AddressSanitizer must say so, or the sanitizer build is wired wrongly.
 */
#include <stdlib.h>
#include <string.h>

int main(int argc, char **argv)
{
    size_t size = (size_t)argc * 16;
    char *block = malloc(size);
    int sum = 0;

    (void)argv;
    if (!block)
        return 2;
    memset(block, 1, size);
    for (size_t i = 0; i < size + 64; i++)
        sum += ((volatile char *)block)[i];
    free(block);
    return sum > 0 ? 0 : 3;
}
