/* The part of R's C API that gokernel uses, resolved with dlsym at run time so
 * that one binary serves any R >= 4.2 and the build needs no R. Each X names a
 * symbol exactly as libR exports it; gk_r.<name> is its address. */
#ifndef GK_RAPI_H
#define GK_RAPI_H

#include <stddef.h>
#include <stdint.h>
#include <sys/select.h>

typedef struct SEXPREC *SEXP;
typedef ptrdiff_t R_xlen_t;
typedef int Rboolean;
typedef unsigned char Rbyte;
typedef void *(*DL_FUNC)(void);

/* SEXPTYPE values (Rinternals.h), stable since R 1. */
enum { NILSXP = 0, SYMSXP = 1, LISTSXP = 2, CLOSXP = 3, ENVSXP = 4, PROMSXP = 5, LANGSXP = 6, SPECIALSXP = 7,
       BUILTINSXP = 8, CHARSXP = 9, LGLSXP = 10, INTSXP = 13, REALSXP = 14, CPLXSXP = 15,
       STRSXP = 16, VECSXP = 19, EXPRSXP = 20, BCODESXP = 21, EXTPTRSXP = 22, WEAKREFSXP = 23,
       RAWSXP = 24, S4SXP = 25 };
enum { CE_NATIVE = 0, CE_UTF8 = 1, CE_BYTES = 3 };
typedef enum { PARSE_NULL, PARSE_OK, PARSE_INCOMPLETE, PARSE_ERROR, PARSE_EOF } ParseStatus;
typedef enum { SA_NORESTORE, SA_RESTORE, SA_DEFAULT, SA_NOSAVE, SA_SAVE, SA_SAVEASK, SA_SUICIDE } SA_TYPE;

/* R_ext/eventloop.h */
typedef void (*InputHandlerProc)(void *);
typedef struct gk_input_handler {
	int activity;
	int fileDescriptor;
	InputHandlerProc handler;
	struct gk_input_handler *next;
	int active;
	void *userData;
} InputHandler;

/* R_ext/Rdynload.h */
typedef struct { const char *name; DL_FUNC fun; int numArgs; } R_CallMethodDef;

#define GK_R_VARIABLES(X) \
	X(SEXP, R_NilValue) \
	X(SEXP, R_GlobalEnv) \
	X(SEXP, R_BaseEnv) \
	X(SEXP, R_EmptyEnv) \
	X(SEXP, R_NamespaceRegistry) \
	X(SEXP, R_UnboundValue) \
	X(SEXP, R_MissingArg) \
	X(SEXP, R_ClassSymbol) \
	X(SEXP, R_LevelsSymbol) \
	X(SEXP, R_DimNamesSymbol) \
	X(SEXP, R_NaString) \
	X(SEXP, R_NamesSymbol) \
	X(SEXP, R_DimSymbol) \
	X(int, R_NaInt) \
	X(Rboolean, R_Interactive) \
	X(Rboolean, R_Visible) \
	X(int, R_SignalHandlers) \
	X(uintptr_t, R_CStackLimit) \
	X(uintptr_t, R_CStackStart) \
	X(int, R_interrupts_pending) \
	X(Rboolean, R_interrupts_suspended) \
	X(int, R_wait_usec) \
	X(char *, R_TempDir) \
	X(void *, R_Outputfile) \
	X(void *, R_Consolefile) \
	X(InputHandler *, R_InputHandlers) \
	X(void (*)(void), R_PolledEvents) \
	X(void (*)(const char *), ptr_R_Suicide) \
	X(void (*)(const char *), ptr_R_ShowMessage) \
	X(int (*)(const char *, unsigned char *, int, int), ptr_R_ReadConsole) \
	X(void (*)(const char *, int), ptr_R_WriteConsole) \
	X(void (*)(const char *, int, int), ptr_R_WriteConsoleEx) \
	X(void (*)(void), ptr_R_ResetConsole) \
	X(void (*)(void), ptr_R_FlushConsole) \
	X(void (*)(void), ptr_R_ClearerrConsole) \
	X(void (*)(int), ptr_R_Busy) \
	X(void (*)(SA_TYPE, int, int), ptr_R_CleanUp) \
	X(void (*)(SEXP, SEXP, SEXP, SEXP), ptr_R_savehistory) \
	X(void (*)(SEXP, SEXP, SEXP, SEXP), ptr_R_loadhistory) \
	X(void (*)(SEXP, SEXP, SEXP, SEXP), ptr_R_addhistory)

#define GK_R_FUNCTIONS(X) \
	X(int, Rf_initialize_R, (int, char **)) \
	X(void, setup_Rmainloop, (void)) \
	X(void, run_Rmainloop, (void)) \
	X(SEXP, Rf_eval, (SEXP, SEXP)) \
	X(SEXP, Rf_protect, (SEXP)) \
	X(void, Rf_unprotect, (int)) \
	X(void, R_PreserveObject, (SEXP)) \
	X(void, R_ReleaseObject, (SEXP)) \
	X(SEXP, CAR, (SEXP)) \
	X(SEXP, CDR, (SEXP)) \
	X(SEXP, TAG, (SEXP)) \
	X(SEXP, PRINTNAME, (SEXP)) \
	X(Rboolean, R_BindingIsActive, (SEXP, SEXP)) \
	X(Rboolean, R_existsVarInFrame, (SEXP, SEXP)) \
	X(SEXP, R_lsInternal3, (SEXP, Rboolean, Rboolean)) \
	X(SEXP, Rf_installTrChar, (SEXP)) \
	X(int, Rf_isS4, (SEXP)) \
	X(void *, vmaxget, (void)) \
	X(void, vmaxset, (const void *)) \
	X(SEXP, SET_VECTOR_ELT, (SEXP, R_xlen_t, SEXP)) \
	X(SEXP, Rf_install, (const char *)) \
	X(SEXP, Rf_lang1, (SEXP)) \
	X(SEXP, Rf_lang2, (SEXP, SEXP)) \
	X(SEXP, Rf_allocVector, (unsigned int, R_xlen_t)) \
	X(SEXP, Rf_mkString, (const char *)) \
	X(SEXP, Rf_mkCharLenCE, (const char *, int, int)) \
	X(SEXP, Rf_ScalarString, (SEXP)) \
	X(SEXP, Rf_ScalarLogical, (int)) \
	X(SEXP, Rf_getAttrib, (SEXP, SEXP)) \
	X(SEXP, Rf_setAttrib, (SEXP, SEXP, SEXP)) \
	X(SEXP, Rf_GetOption1, (SEXP)) \
	X(SEXP, Rf_findVarInFrame, (SEXP, SEXP)) \
	X(void, Rf_defineVar, (SEXP, SEXP, SEXP)) \
	X(Rboolean, Rf_inherits, (SEXP, const char *)) \
	X(Rboolean, Rf_isObject, (SEXP)) \
	X(void, Rf_PrintValue, (SEXP)) \
	X(const char *, Rf_translateCharUTF8, (SEXP)) \
	X(const char *, R_CHAR, (SEXP)) \
	X(const char *, R_ExpandFileName, (const char *)) \
	X(int, Rf_getCharCE, (SEXP)) \
	X(int, TYPEOF, (SEXP)) \
	X(R_xlen_t, Rf_xlength, (SEXP)) \
	X(int *, INTEGER, (SEXP)) \
	X(int *, LOGICAL, (SEXP)) \
	X(double *, REAL, (SEXP)) \
	X(Rbyte *, RAW, (SEXP)) \
	X(SEXP, STRING_ELT, (SEXP, R_xlen_t)) \
	X(SEXP, VECTOR_ELT, (SEXP, R_xlen_t)) \
	X(void, SET_STRING_ELT, (SEXP, R_xlen_t, SEXP)) \
	X(SEXP, R_ParseVector, (SEXP, int, ParseStatus *, SEXP)) \
	X(Rboolean, R_ToplevelExec, (void (*)(void *), void *)) \
	X(SEXP, R_UnwindProtect, (SEXP (*)(void *), void *, void (*)(void *, Rboolean), void *, SEXP)) \
	X(void, Rf_error, (const char *, ...)) \
	X(void, Rf_jump_to_toplevel, (void)) \
	X(void, Rf_onintr, (void)) \
	X(const char *, R_curErrorBuf, (void)) \
	X(void, R_CheckUserInterrupt, (void)) \
	X(void *, R_getEmbeddingDllInfo, (void)) \
	X(int, R_registerRoutines, (void *, const void *, const R_CallMethodDef *, const void *, const void *)) \
	X(void, R_RunExitFinalizers, (void)) \
	X(void, R_CleanTempDir, (void)) \
	X(void, Rf_KillAllDevices, (void)) \
	X(void, R_SaveGlobalEnv, (void)) \
	X(void *, GEgetDevice, (int))


/* Symbols that some R versions do not export; NULL when missing. */
#define GK_R_OPTIONAL(X) \
	X(void, Rf_callToplevelHandlers, (SEXP, SEXP, Rboolean, Rboolean)) \
	X(void, SET_NOJIT, (SEXP)) \
	X(SEXP, CAR0, (SEXP)) \
	X(SEXP, R_ParentEnv, (SEXP)) \
	X(SEXP, ENCLOS, (SEXP)) \
	X(SEXP, HASHTAB, (SEXP)) \
	X(int, ALTREP, (SEXP)) \
	X(SEXP, ATTRIB, (SEXP)) \
	X(SEXP, R_PromiseExpr, (SEXP)) \
	X(SEXP, PRVALUE, (SEXP)) \
	X(SEXP, PRENV, (SEXP)) \
	X(SEXP, R_ClosureFormals, (SEXP)) \
	X(SEXP, FORMALS, (SEXP)) \
	X(SEXP, FRAME, (SEXP)) \
	X(SEXP, CLOENV, (SEXP)) \
	X(SEXP, R_ClosureEnv, (SEXP)) \
	X(SEXP, R_ClosureExpr, (SEXP))

typedef struct {
#define X(type, name) __typeof__(type) *name;
	GK_R_VARIABLES(X)
#undef X
#define X(ret, name, args) ret (*name) args;
	GK_R_FUNCTIONS(X)
	GK_R_OPTIONAL(X)
#undef X
} gk_rapi;

extern gk_rapi gk_r;

/* Opens libR and fills gk_r; 0, or -1 with the reason in err. */
int gk_rapi_load(const char *libr, char *err, size_t errlen);

#endif
