/* What the files facts_*.c share: names and values of the session for completion. Nothing
 * here evaluates code of the user's, forces a promise of theirs or calls an active binding. */
#ifndef GK_FACTS_H
#define GK_FACTS_H

#include "internal.h"

/* Stands for a value that cannot be told without running code. No expression that people
 * write has this value. */
#define UNKNOWN gk_env

/* facts_value.c: a binding of a frame. */
enum {
	GK_ABSENT, /* there is none */
	GK_VALUE,
	GK_LAZY,   /* value is a promise of a package that reads the object from its file */
	GK_CLOSED  /* an active binding or somebody's promise: only R code could tell */
};
int gk_peek(SEXP env, SEXP symbol, SEXP *value);
/* As above, with lazy-load promises forced. The value, or UNKNOWN; NULL if there is none. */
SEXP gk_peek_value(SEXP env, SEXP symbol);
SEXP gk_parent(SEXP env);
/* The registered namespace of that name, NULL if it is not loaded. */
SEXP gk_namespace(SEXP symbol);
/* Of a namespace: "exports", "lazydata", an environment; NULL if it has none. */
SEXP gk_namespace_part(SEXP ns, const char *part);
/* The environment that x is or, as a reference object, is made of; NULL if none. */
SEXP gk_env_of(SEXP x);
/* As gk_peek, of the object behind a name of ns as :: finds it. */
int gk_peek_exported(SEXP ns, SEXP symbol, SEXP *value);
/* The environment with the methods of a reference object, which move into the object when
 * they are first used; NULL if env is none. */
SEXP gk_reference_methods(SEXP env);
/* The list in a DataFrame of Bioconductor; others are what they are. */
SEXP gk_list_of(SEXP x);
/* The value of a slot, or UNKNOWN. */
SEXP gk_slot(SEXP x, SEXP name);

/* The value of an expression whose names are looked up from env on, or UNKNOWN. */
SEXP gk_value_in(SEXP expr, SEXP env);
/* The one expression that a text is, UNKNOWN if it is none. R errors propagate. */
SEXP gk_parse_one(SEXP text);
/* The value of a text in the workspace, or UNKNOWN. */
SEXP gk_value_of_text(SEXP text);

/* facts_describe.c: objects as JSON for Go's workspace.Object. */
extern gk_buf gk_facts;
/* Begins an answer whose details, as signatures, may take that long. */
void gk_facts_begin(double seconds);
/* 1 until they have. The others are left out. */
int gk_facts_in_time(void);
/* Fetches a package's object from its file, which is a detail. */
SEXP gk_facts_fetch(SEXP promise);
/* Returns the text made since gk_facts_begin. */
SEXP gk_facts_end(void);
/* A call of R's own functions, which has "argument" where a value of the user's is to be put
 * that is not evaluated. Kept for ever. */
SEXP gk_internal_call(const char *text);
SEXP gk_with_argument(SEXP call, SEXP value);
/* First class of a value, as people name it. */
const char *gk_class_of(SEXP x);
int gk_is_function(SEXP x);
/* Adds an object. kind NULL: by its value; value NULL: not known; package "": the workspace. */
void gk_facts_object(SEXP name, const char *kind, SEXP value, const char *package);
/* The formal arguments of any function as a pairlist. */
SEXP gk_formals_of(SEXP fn);
/* The text of a default value on one line, of at most max bytes. "" if there is none. */
void gk_facts_default(gk_buf *b, const char *before, SEXP value, size_t max);
/* The text of a name in UTF-8, NULL for NA, "" and bytes. */
const char *gk_facts_name(SEXP name);

/* facts_names.c */
/* 1 if s begins with prefix in any case of letters. */
int gk_has_prefix(const char *s, const char *prefix);
/* At most limit names of an environment that begin with prefix, as symbols, which stand until
 * the next call; those with a dot at the front are for prefixes that have one. prefix NULL: all. */
size_t gk_names_in(SEXP env, const char *prefix, size_t limit, SEXP **symbols);
/* 1 if gk_names_in would give this name. */
int gk_name_wanted(SEXP name, const char *prefix);
/* 1 for environments whose bindings are made by code (R_ext/ObjectTable.h). */
int gk_runs_code(SEXP env);
/* A set of names: gk_names_add returns 0 if it was there. */
void gk_names_clear(void);
int gk_names_add(SEXP name);

#endif
