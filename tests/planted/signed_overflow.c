/* Overflows a signed int: UndefinedBehaviorSanitizer must stop the program. */
#include <limits.h>

int main(int argc, char **argv)
{
    volatile int big = INT_MAX;

    (void)argv;
    return big + argc > 0 ? 0 : 1;
}
