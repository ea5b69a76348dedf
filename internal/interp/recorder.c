/* Makes a device that only records: text is measured as the real one does, nothing is
 * drawn, and no page is compressed that nobody will see. A plot is drawn once, when it is
 * rendered for the frontend. */
#include "internal.h"

/* The head of struct _DevDesc (R_ext/GraphicsDevice.h), to which R only ever appends. */
typedef struct device_desc device_desc;
typedef void (*callback)(void);
struct device_desc {
	double left, right, bottom, top;
	double clipLeft, clipRight, clipBottom, clipTop;
	double xCharOffset, yCharOffset, yLineBias, ipr[2], cra[2], gamma;
	Rboolean canClip, canChangeGamma;
	int canHAdj;
	double startps;
	int startcol, startfill, startlty, startfont;
	double startgamma;
	void *deviceSpecific;
	Rboolean displayListOn, canGenMouseDown, canGenMouseMove, canGenMouseUp, canGenKeybd, canGenIdle, gettingEvent;
	callback activate, circle, clip, close, deactivate, locator, line, metricInfo, mode;
	void (*newPage)(const void *gc, device_desc *dd);
	callback polygon, polyline, rect, path, raster, cap, size, strWidth, text, onExit;
	callback getEvent, newFrameConfirm;
	Rboolean hasTextUTF8;
	callback textUTF8, strWidthUTF8;
};

static void draw_nothing(void) {}

/* Measuring text needs the surface that a device makes with its first page. */
#define MAX_DEVICES 64
static struct { device_desc *dd; void (*new_page)(const void *, device_desc *); } unopened[MAX_DEVICES];

static void first_page(const void *gc, device_desc *dd)
{
	for (int i = 0; i < MAX_DEVICES; i++) {
		if (unopened[i].dd == dd) {
			unopened[i].dd = NULL;
			unopened[i].new_page(gc, dd);
			return;
		}
	}
}

static int remember(device_desc *dd)
{
	int free = -1;
	for (int i = 0; i < MAX_DEVICES; i++) {
		if (unopened[i].dd == dd) { /* one that was closed without a page */
			free = i;
			break;
		}
		if (unopened[i].dd == NULL && free < 0)
			free = i;
	}
	if (free < 0)
		return 0;
	unopened[free].dd = dd;
	unopened[free].new_page = dd->newPage;
	return 1;
}

/* .Call: number as dev.cur() counts, of a device just opened. */
SEXP gk_plot_recorder(SEXP number)
{
	/* struct _GEDevDesc begins with the device */
	device_desc **ge = gk_r.GEgetDevice(gk_r.INTEGER(number)[0] - 1);
	if (ge == NULL || *ge == NULL || !remember(*ge))
		return NIL;
	device_desc *dd = *ge;
	dd->newPage = first_page;
	dd->circle = dd->line = dd->polygon = dd->polyline = dd->rect = dd->path = dd->raster = draw_nothing;
	dd->text = dd->textUTF8 = dd->clip = draw_nothing;
	return NIL;
}

/* .Call: 1 if the device of that number, as dev.cur() counts, is one of these. */
SEXP gk_plot_is_recorder(SEXP number)
{
	device_desc **ge = gk_r.GEgetDevice(gk_r.INTEGER(number)[0] - 1);
	return gk_r.Rf_ScalarLogical(ge != NULL && *ge != NULL && (*ge)->newPage == first_page);
}
