/* Stand-in for a check under Wine, never shipped: every converter of Windows' own ICU is refused, as if it had none.
   Qt needs the names to be there. */
#include <stddef.h>

#define EXPORT __declspec(dllexport)
#define UNSUPPORTED 16 /* U_UNSUPPORTED_ERROR */

static void refuse(int *error)
{
    if (error)
        *error = UNSUPPORTED;
}

EXPORT void *ucnv_open(const char *name, int *error) { (void)name; refuse(error); return NULL; }
EXPORT const char *ucnv_getName(const void *converter, int *error) { (void)converter; refuse(error); return NULL; }
EXPORT const char *ucnv_getStandardName(const char *name, const char *standard, int *error)
{
    (void)name, (void)standard;
    refuse(error);
    return NULL;
}
EXPORT int ucnv_countAvailable(void) { return 0; }
EXPORT const char *ucnv_getAvailableName(int place) { (void)place; return NULL; }

/* No converter was ever opened, so none of these is called. */
#define NEVER(name) EXPORT int name(void) { return 0; }
NEVER(ucnv_close)
NEVER(ucnv_reset)
NEVER(ucnv_getMaxCharSize)
NEVER(ucnv_getToUCallBack)
NEVER(ucnv_getFromUCallBack)
NEVER(ucnv_setToUCallBack)
NEVER(ucnv_setFromUCallBack)
NEVER(ucnv_cbToUWriteUChars)
NEVER(ucnv_cbFromUWriteUChars)
NEVER(ucnv_toUnicode)
NEVER(ucnv_fromUnicode)
NEVER(ucnv_toUCountPending)
NEVER(ucnv_fromUCountPending)
NEVER(UCNV_FROM_U_CALLBACK_SUBSTITUTE)
NEVER(UCNV_TO_U_CALLBACK_SUBSTITUTE)
