/* Stand-in for a check under Wine, never shipped: no display has a color profile. Qt needs the names to be there. */
#define NONE(name) __declspec(dllexport) int name(void) { return 0; }

NONE(WcsCreateIccProfile)
NONE(OpenColorProfileW)
NONE(CloseColorProfile)
NONE(GetColorProfileFromHandle)
NONE(WcsGetDefaultColorProfile)
NONE(WcsGetDefaultColorProfileSize)
NONE(WcsOpenColorProfileW)
NONE(GetColorDirectoryW)
NONE(GetStandardColorSpaceProfileW)
__declspec(dllexport) int ColorProfileGetDisplayDefault(void) { return -1; }
