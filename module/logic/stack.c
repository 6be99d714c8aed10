// SPDX-License-Identifier: GPL-2.0
#include <droplens/stack.h>

/**
 * dlens_stack_cut() - of a captured stack, what the call site was called by
 * @frame: gets the frames, the call site first
 * @room: for so many
 * @raw: the stack as captured, innermost first: also of the probe, the tracepoint
 *	and the function that frees
 * @nr: length of @raw
 * @location: return address of the call site, which is in @raw
 *
 * How many frames come before the call site differs between kernels and builds, so
 * they are not counted. If the call site is not there, the unwinder lost its way,
 * and everything is kept. Kernels before 5.2 end a stack with ULONG_MAX.
 *
 * Return: length of @frame.
 */
u32 dlens_stack_cut(unsigned long *frame, u32 room, const unsigned long *raw, u32 nr,
		    unsigned long location)
{
	u32 first = 0, i, out = 0;

	for (i = 0; i < nr; i++) {
		if (raw[i] != location)
			continue;
		first = i;
		break;
	}
	for (i = first; i < nr && out < room && raw[i] != ~0UL; i++)
		frame[out++] = raw[i];
	return out;
}
