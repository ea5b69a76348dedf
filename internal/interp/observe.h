/* What the files that observe the workspace share: observe.c decides what is looked at
 * and when, known.c remembers what was told already, describe.c tells of one value.
 *
 * Nothing here evaluates, dispatches, forces a promise or calls an active binding, and
 * nothing is allocated in R, save where R keeps a number unboxed (a loop's variable).
 * No SEXP but symbols, which R never frees, outlives a slice: addresses of other values
 * are only compared. */
#ifndef GK_OBSERVE_H
#define GK_OBSERVE_H

#include "internal.h"

/* What a name was bound to when Go was last told: a number that changes with the value. */
typedef struct {
	SEXP symbol;
	uint32_t frame;
	uint32_t seen; /* the walk that met it last */
	uint64_t print;
	SEXP plain; /* what the binding holds if that is a single number or string, else NULL */
} gk_known;

/* The entry of a name, made with print 0 if there is none. */
gk_known *gk_known_at(SEXP symbol, uint32_t frame);
/* As above, NULL if there is none. */
gk_known *gk_known_find(SEXP symbol, uint32_t frame);
/* Has the processor fetch what gk_known_find will look at. */
void gk_known_prefetch(SEXP symbol, uint32_t frame);
void gk_known_clear(void);
/* Removes the entries of part i (< GK_KNOWN_PARTS) that this walk did not meet, and tells of each. */
#define GK_KNOWN_PARTS 256
void gk_known_sweep(int i, uint32_t walk, void (*gone)(const gk_known *));
void gk_known_remove(gk_known *k);

/* The value of a binding without running anything: R_UnboundValue for an active
 * binding, a promise (PROMSXP) that was not used yet as it is. */
SEXP gk_bound(SEXP env, SEXP symbol);

/* Adds the names of env to out, at most max; scans at most a few thousand buckets. */
int gk_env_names(SEXP env, SEXP *out, int max);

/* A number that differs when the description would. */
uint64_t gk_fingerprint(SEXP value);
/* 1 for a single number or string without attributes. */
int gk_is_plain(SEXP value);

/* Appends the members of a description: "k":…,"t":… (see package workspace). Of the
 * members of value those from number *from on, until late() says so; then *from is the
 * number to go on with, else -1. */
void gk_describe(gk_buf *b, SEXP value, R_xlen_t *from, int (*late)(void));

/* deparse.c: appends the short text of an expression, at most about limit bytes. */
void gk_deparse(gk_buf *b, SEXP expr, size_t limit);

#endif
