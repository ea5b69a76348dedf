/* Notices that the kernel's graphics device has been drawn on, without any R code. */
#include "internal.h"

/* The head of struct _GEDevDesc (R_ext/GraphicsEngine.h), unchanged since R 2. */
typedef struct {
	void *dev;
	Rboolean displayListOn;
	SEXP displayList;
	SEXP DLlastElt;
} gk_device;

static int number;        /* R's number of the kernel's device, 0 when there is none */
static gk_device *device;
static SEXP seen;         /* last element of the display list when the plot was last sent */

/* The device, or NULL when it has been closed since. */
static gk_device *open_device(void)
{
	if (number == 0)
		return NULL;
	if (gk_r.GEgetDevice(number) != (void *)device)
		number = 0;
	return number ? device : NULL;
}

int gk_plot_changed(void)
{
	gk_device *d = open_device();
	return d != NULL && d->DLlastElt != seen && d->DLlastElt != NIL;
}

/* .Call: number as dev.cur() counts, 0 for none. */
SEXP gk_plot_device(SEXP n)
{
	number = gk_r.INTEGER(n)[0] - 1;
	if (number <= 0)
		number = 0;
	device = number ? gk_r.GEgetDevice(number) : NULL;
	seen = NIL;
	return NIL;
}

SEXP gk_plot_seen(void)
{
	gk_device *d = open_device();
	seen = d != NULL ? d->DLlastElt : NIL;
	return NIL;
}

SEXP gk_plot_pending(void) { return gk_r.Rf_ScalarLogical(gk_plot_changed()); }
