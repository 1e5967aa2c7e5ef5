/*
 * exit.c - what a child process ran counts, too, though it ends by _exit() (MODE=cov)
 *
 * gcov writes its counts when exit() is called; the linker (--wrap) puts this in
 * _exit()'s place.
 */
#include <unistd.h>

void __gcov_dump(void);
_Noreturn void __real__exit(int status);
_Noreturn void __wrap__exit(int status);

_Noreturn void __wrap__exit(int status)
{
	__gcov_dump();
	__real__exit(status);
}
