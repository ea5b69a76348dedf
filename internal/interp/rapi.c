#include "rapi.h"

#include <dlfcn.h>
#include <stdio.h>

gk_rapi gk_r;

static void *lookup(void *lib, const char *name, const char **missing)
{
	void *p = dlsym(lib, name);
	if (p == NULL && *missing == NULL)
		*missing = name;
	return p;
}

int gk_rapi_load(const char *libr, char *err, size_t errlen)
{
	/* RTLD_GLOBAL: packages' shared objects find R's symbols there. */
	void *lib = dlopen(libr, RTLD_NOW | RTLD_GLOBAL);
	if (lib == NULL) {
		snprintf(err, errlen, "%s", dlerror());
		return -1;
	}
	const char *missing = NULL;
#define X(type, name) gk_r.name = lookup(lib, #name, &missing);
	GK_R_VARIABLES(X)
#undef X
#define X(ret, name, args) gk_r.name = lookup(lib, #name, &missing);
	GK_R_FUNCTIONS(X)
#undef X
#define X(ret, name, args) gk_r.name = dlsym(lib, #name);
	GK_R_OPTIONAL(X)
#undef X
	if (missing != NULL) {
		snprintf(err, errlen, "%s does not export %s; R >= 4.2 is needed", libr, missing);
		return -1;
	}
	return 0;
}
