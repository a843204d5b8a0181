/* Tells a setup whether the program is open on this computer, in whosever session: an exam may be under way, and its
   files must stay. Windows would else replace or remove them while it runs, or ask for a restart.

   Called by setup.exe and its uninstaller (ProgramIsOpen) and by the MSI (LookForTheProgram). It looks at the list of
   processes, which every user may read, and touches none of them. */
#include <windows.h>
#include <tlhelp32.h>
#include <msi.h>
#include <msiquery.h>

static const WCHAR *const PROGRAMS[] = {L"cehrs-desktop.exe", L"cehrs.exe", L"cehrs-camera.exe"};

__declspec(dllexport) int ProgramIsOpen(void)
{
    int open = 0;
    PROCESSENTRY32W process = {.dwSize = sizeof process};
    HANDLE list = CreateToolhelp32Snapshot(TH32CS_SNAPPROCESS, 0);

    if (list == INVALID_HANDLE_VALUE)
        return 0;
    for (BOOL more = Process32FirstW(list, &process); more && !open; more = Process32NextW(list, &process))
        for (size_t at = 0; at < sizeof PROGRAMS / sizeof *PROGRAMS; at++)
            open |= lstrcmpiW(process.szExeFile, PROGRAMS[at]) == 0;
    CloseHandle(list);
    return open;
}

__declspec(dllexport) UINT __stdcall LookForTheProgram(MSIHANDLE installation)
{
    if (ProgramIsOpen())
        MsiSetPropertyW(installation, L"PROGRAMISOPEN", L"1");
    return ERROR_SUCCESS;
}
