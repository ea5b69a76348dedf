/* What Go knows of the workspace: a hash table from names to fingerprints, in parts
 * that grow one by one, so that no slice waits for the whole table to grow. */
#include "observe.h"

#include <stdlib.h>
#include <string.h>

typedef struct { gk_known *at; uint32_t cap, n; } part;

static part parts[GK_KNOWN_PARTS];

static uint64_t hash(SEXP symbol, uint32_t frame)
{
	uint64_t h = ((uint64_t)(uintptr_t)symbol >> 4) + frame * 0x9E3779B97F4A7C15u;
	h *= 0xD6E8FEB86659FD93u;
	return h ^ h >> 32;
}

/* The place of a name, or the empty place where it would be. */
static gk_known *place(const part *p, uint64_t h, SEXP symbol, uint32_t frame)
{
	uint32_t mask = p->cap - 1;
	for (uint32_t i = (uint32_t)h & mask;; i = (i + 1) & mask) {
		gk_known *k = &p->at[i];
		if (k->symbol == NULL || (k->symbol == symbol && k->frame == frame))
			return k;
	}
}

static part *part_of(uint64_t h) { return &parts[h >> 56]; }

static void rebuild(part *p, uint32_t cap)
{
	part old = *p;
	p->at = calloc(cap, sizeof *p->at);
	if (p->at == NULL)
		abort();
	p->cap = cap;
	for (uint32_t i = 0; i < old.cap; i++) {
		gk_known *k = &old.at[i];
		if (k->symbol != NULL)
			*place(p, hash(k->symbol, k->frame), k->symbol, k->frame) = *k;
	}
	free(old.at);
}

gk_known *gk_known_find(SEXP symbol, uint32_t frame)
{
	uint64_t h = hash(symbol, frame);
	part *p = part_of(h);
	if (p->n == 0)
		return NULL;
	gk_known *k = place(p, h, symbol, frame);
	return k->symbol == NULL ? NULL : k;
}

gk_known *gk_known_at(SEXP symbol, uint32_t frame)
{
	uint64_t h = hash(symbol, frame);
	part *p = part_of(h);
	if (4 * (p->n + 1) > 3 * p->cap)
		rebuild(p, p->cap ? 2 * p->cap : 16);
	gk_known *k = place(p, h, symbol, frame);
	if (k->symbol == NULL) {
		*k = (gk_known) { .symbol = symbol, .frame = frame };
		p->n++;
	}
	return k;
}

void gk_known_prefetch(SEXP symbol, uint32_t frame)
{
	uint64_t h = hash(symbol, frame);
	const part *p = part_of(h);
	if (p->cap > 0)
		__builtin_prefetch(&p->at[(uint32_t)h & (p->cap - 1)]);
}

void gk_known_clear(void)
{
	for (int i = 0; i < GK_KNOWN_PARTS; i++)
		free(parts[i].at);
	memset(parts, 0, sizeof parts);
}

/* The entries behind a removed one must stay reachable, so the part is built anew. */
static void removed(part *p, uint32_t n)
{
	p->n -= n;
	rebuild(p, p->cap);
}

void gk_known_remove(gk_known *k)
{
	part *p = part_of(hash(k->symbol, k->frame));
	k->symbol = NULL;
	removed(p, 1);
}

void gk_known_sweep(int i, uint32_t walk, void (*gone)(const gk_known *))
{
	part *p = &parts[i];
	uint32_t n = 0;
	for (uint32_t j = 0; j < p->cap; j++) {
		gk_known *k = &p->at[j];
		if (k->symbol == NULL || k->seen == walk)
			continue;
		gone(k);
		k->symbol = NULL;
		n++;
	}
	if (n > 0)
		removed(p, n);
}
