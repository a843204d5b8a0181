; The setup program of CEHRS Desktop for Windows: for everybody on the computer or for one person.
;
; installer/windows_setup.py writes FILES (what is installed and removed, file by file) and calls makensis with the
; names below. Silent use and every switch: docs/windows-packages.md. It contacts nothing and asks for no restart.
;
; Exit codes: 0 done, 1 given up by a person, 2 failed, 3 the program is open, 4 installed by an MSI package,
; 5 a newer version is installed.

Unicode true
Target amd64-unicode
!ifdef QUICK
  ; For checks of what the setup does: large, and made in seconds.
  SetCompressor zlib
!else
  SetCompressor /SOLID lzma
  SetCompressorDictSize 64
!endif
CRCCheck force
ManifestSupportedOS all
ManifestDPIAware true
ManifestLongPathAware true

!define PRODUCT "CEHRS Desktop"
!define KEY "Software\${PRODUCT}"
!define UNINSTALL_KEY "Software\Microsoft\Windows\CurrentVersion\Uninstall\${PRODUCT}"
!define WINDOW "cehrs-desktop.exe"
!define UNINSTALLER "uninstall.exe"

; Who it is for: /AllUsers or /CurrentUser; administrators install for everybody unless told otherwise.
!define MULTIUSER_EXECUTIONLEVEL Highest
!define MULTIUSER_MUI
!define MULTIUSER_INSTALLMODE_COMMANDLINE
!define MULTIUSER_USE_PROGRAMFILES64
!define MULTIUSER_INSTALLMODE_INSTDIR "${PRODUCT}"
!define MULTIUSER_INSTALLMODE_INSTDIR_REGISTRY_KEY "${KEY}"
!define MULTIUSER_INSTALLMODE_INSTDIR_REGISTRY_VALUENAME "InstallFolder"
!define MULTIUSER_INSTALLMODE_DEFAULT_REGISTRY_KEY "${KEY}"
!define MULTIUSER_INSTALLMODE_DEFAULT_REGISTRY_VALUENAME "Version"
!define MULTIUSER_INSTALLMODE_FUNCTION ModeChosen
!include MultiUser.nsh
!include MUI2.nsh
!include LogicLib.nsh
!include FileFunc.nsh
!include WordFunc.nsh
!include x64.nsh
!include "${FILES}"

Name "${PRODUCT}"
BrandingText "${PRODUCT} ${VERSION}"
OutFile "${OUT}"
!ifdef SIGN
  !uninstfinalize '"${SIGN}" "%1"' = 0
!endif
ShowInstDetails nevershow
ShowUninstDetails nevershow

VIProductVersion "${NUMBERS}.0"
VIFileVersion "${NUMBERS}.0"
VIAddVersionKey "ProductName" "${PRODUCT}"
VIAddVersionKey "ProductVersion" "${VERSION}"
VIAddVersionKey "FileVersion" "${VERSION}"
VIAddVersionKey "FileDescription" "Setup of ${PRODUCT}"
VIAddVersionKey "CompanyName" "${PUBLISHER}"
VIAddVersionKey "LegalCopyright" "${COPYRIGHT}"

!define MUI_ICON "${ICON}"
!define MUI_UNICON "${ICON}"
!define MUI_WELCOMEFINISHPAGE_BITMAP "${PANEL}"
!define MUI_FINISHPAGE_RUN
!define MUI_FINISHPAGE_RUN_TEXT "Open ${PRODUCT}"
!define MUI_FINISHPAGE_RUN_FUNCTION OpenProgram
!define MUI_COMPONENTSPAGE_NODESC
!insertmacro MULTIUSER_PAGE_INSTALLMODE
!insertmacro MUI_PAGE_COMPONENTS
!insertmacro MUI_PAGE_INSTFILES
!insertmacro MUI_PAGE_FINISH
!insertmacro MUI_UNPAGE_CONFIRM
!insertmacro MUI_UNPAGE_COMPONENTS
!insertmacro MUI_UNPAGE_INSTFILES
!insertmacro MUI_LANGUAGE "English"

Var Given
Var FolderGiven
Var Upgrading

; ------------------------------------------------------------------------------------------------ what both halves do

!macro StopWith text code
  ; Silent runs are told by the exit code.
  MessageBox MB_OK|MB_ICONEXCLAMATION "${text}" /SD IDOK
  SetErrorLevel ${code}
  Quit
!macroend

!macro Guard un
Function ${un}StopIfOpen
  InitPluginsDir
  File "/oname=$PLUGINSDIR\guard.dll" "${GUARD}"
  ${Do}
    System::Call "$PLUGINSDIR\guard.dll::ProgramIsOpen() i .r0 ? u"
    ${If} $0 != 1
      ${ExitDo}
    ${EndIf}
    MessageBox MB_RETRYCANCEL|MB_ICONEXCLAMATION "${OPEN_TEXT}" /SD IDCANCEL IDRETRY +3
    SetErrorLevel 3
    Quit
  ${Loop}
FunctionEnd
!macroend
!insertmacro Guard ""
!insertmacro Guard "un."

!macro Tell
  ; Explorer learns of new or gone file types.
  System::Call "shell32::SHChangeNotify(i 0x08000000, i 0, p 0, p 0)"
!macroend

; Looks among the command line's arguments for one that begins with the text on the stack. Sets $Given, or the error
; flag. Windows takes the arguments apart: both /NAME="a b" and "/NAME=a b" are understood.
!macro FindSwitch un
Function ${un}FindSwitch
  Pop $0
  StrLen $1 $0
  StrCpy $Given ""
  System::Call "kernel32::GetCommandLineW() p .r2"
  System::Call "shell32::CommandLineToArgvW(p r2, *i .r3) p .r4"
  StrCpy $5 $4
  SetErrors
  ${DoWhile} $3 > 0
    System::Call "*$5(w .r6)"
    StrCpy $7 $6 $1
    ${If} $7 == $0
      StrCpy $Given $6 "" $1
      ClearErrors
    ${EndIf}
    IntPtrOp $5 $5 + ${NSIS_PTR_SIZE}
    IntOp $3 $3 - 1
  ${Loop}
  System::Call "kernel32::LocalFree(p r4)"
FunctionEnd
!macroend
!insertmacro FindSwitch ""
!insertmacro FindSwitch "un."

; A switch, or else what the installed version was given, or else nothing.
!macro Switch name value
  Push "/${name}="
  Call FindSwitch
  ${If} ${Errors}
    ReadRegStr $Given SHCTX "${KEY}" "${value}"
  ${EndIf}
!macroend

!macro KeepSwitch name value
  !insertmacro Switch "${name}" "${value}"
  WriteRegStr SHCTX "${KEY}" "${value}" "$Given"
!macroend

; ------------------------------------------------------------------------------------------------------- installing

Section "${PRODUCT}" PartProgram
  SectionIn RO
  ; The earlier version takes its own files away: nothing of it stays among the new ones.
  ReadRegStr $0 SHCTX "${KEY}" "InstallFolder"
  ${If} $0 != ""
  ${AndIf} ${FileExists} "$0\${UNINSTALLER}"
    ExecWait '"$0\${UNINSTALLER}" /S /UPGRADE /$MultiUser.InstallMode _?=$0' $1
    ${If} $1 != 0
      DetailPrint "The earlier version could not be removed."
      SetErrorLevel 2
      Abort
    ${EndIf}
    Delete "$0\${UNINSTALLER}"
    RMDir "$0"
  ${EndIf}

  !insertmacro InstallProgram
  WriteUninstaller "$INSTDIR\${UNINSTALLER}"

  !insertmacro KeepSwitch "DATAFOLDER" "DataFolder"
  !insertmacro KeepSwitch "SHAREDDATA" "SharedData"
  !insertmacro KeepSwitch "VENUE" "Venue"
  !insertmacro KeepSwitch "POLICYFILE" "PolicyFile"
  WriteRegStr SHCTX "${KEY}" "InstallFolder" "$INSTDIR"
  WriteRegStr SHCTX "${KEY}" "Installer" "setup"
  WriteRegStr SHCTX "${KEY}" "Version" "${VERSION}"
  WriteRegStr SHCTX "${KEY}" "Camera" "0"
  WriteRegStr SHCTX "${KEY}" "StartMenu" "0"
  WriteRegStr SHCTX "${KEY}" "DesktopShortcut" "0"

  !insertmacro RegisterFileTypes

  WriteRegStr SHCTX "${UNINSTALL_KEY}" "DisplayName" "${PRODUCT}"
  WriteRegStr SHCTX "${UNINSTALL_KEY}" "DisplayVersion" "${VERSION}"
  WriteRegStr SHCTX "${UNINSTALL_KEY}" "Publisher" "${PUBLISHER}"
  WriteRegStr SHCTX "${UNINSTALL_KEY}" "DisplayIcon" "$INSTDIR\${WINDOW},0"
  WriteRegStr SHCTX "${UNINSTALL_KEY}" "InstallLocation" "$INSTDIR"
  WriteRegStr SHCTX "${UNINSTALL_KEY}" "UninstallString" '"$INSTDIR\${UNINSTALLER}" /$MultiUser.InstallMode'
  WriteRegStr SHCTX "${UNINSTALL_KEY}" "QuietUninstallString" '"$INSTDIR\${UNINSTALLER}" /S /$MultiUser.InstallMode'
  WriteRegDWORD SHCTX "${UNINSTALL_KEY}" "NoModify" 1
  WriteRegDWORD SHCTX "${UNINSTALL_KEY}" "NoRepair" 1
  WriteRegDWORD SHCTX "${UNINSTALL_KEY}" "EstimatedSize" ${KILOBYTES}
SectionEnd

!ifdef WITH_CAMERA
Section /o "Rehearsing with a camera" PartCamera
  !insertmacro InstallCamera
  WriteRegStr SHCTX "${KEY}" "Camera" "1"
  WriteRegDWORD SHCTX "${UNINSTALL_KEY}" "EstimatedSize" ${KILOBYTES_WITH_CAMERA}
SectionEnd
!endif

Section "Entry in the Start menu" PartStartMenu
  SetOutPath "$INSTDIR"
  CreateShortcut "$SMPROGRAMS\${PRODUCT}.lnk" "$INSTDIR\${WINDOW}"
  WriteRegStr SHCTX "${KEY}" "StartMenu" "1"
SectionEnd

Section /o "Shortcut on the desktop" PartDesktop
  SetOutPath "$INSTDIR"
  CreateShortcut "$DESKTOP\${PRODUCT}.lnk" "$INSTDIR\${WINDOW}"
  WriteRegStr SHCTX "${KEY}" "DesktopShortcut" "1"
SectionEnd

Section
  !insertmacro Tell
SectionEnd

!macro Choose name value part
  !insertmacro Switch "${name}" "${value}"
  ${If} $Given == "1"
    !insertmacro SelectSection ${part}
  ${ElseIf} $Given == "0"
    !insertmacro UnselectSection ${part}
  ${EndIf}
!macroend

; Also called when another mode is chosen on the page: what an earlier version was given is looked up there.
Function ModeChosen
  SetRegView 64
  !ifdef WITH_CAMERA
    !insertmacro Choose "CAMERA" "Camera" ${PartCamera}
  !endif
  !insertmacro Choose "STARTMENU" "StartMenu" ${PartStartMenu}
  !insertmacro Choose "DESKTOPSHORTCUT" "DesktopShortcut" ${PartDesktop}
FunctionEnd

Function .onInit
  SetRegView 64
  StrCpy $FolderGiven $INSTDIR
  !insertmacro MULTIUSER_INIT
  ; A folder given with /D= counts before the usual one and that of an earlier version.
  ${If} $FolderGiven != ""
    StrCpy $INSTDIR $FolderGiven
  ${EndIf}

  ReadRegStr $0 SHCTX "${KEY}" "Installer"
  ${If} $0 == "msi"
    !insertmacro StopWith "CEHRS Desktop was installed from an MSI package. Nothing was changed. Bring it up to date the same way, or remove it first; rehearsals and settings stay." 4
  ${EndIf}
  ReadRegStr $0 SHCTX "${UNINSTALL_KEY}" "DisplayVersion"
  ${If} $0 != ""
    ${VersionCompare} "$0" "${VERSION}" $1
    ${If} $1 == 1
      !insertmacro StopWith "${NEWER_TEXT}" 5
    ${EndIf}
  ${EndIf}
  Call StopIfOpen
FunctionEnd

Function OpenProgram
  ; As the person who is signed in, also when the setup runs as administrator.
  Exec '"$WINDIR\explorer.exe" "$INSTDIR\${WINDOW}"'
FunctionEnd

; --------------------------------------------------------------------------------------------------------- removing

Section "un.${PRODUCT}"
  SectionIn RO
SectionEnd

Section /o "un.Rehearsals and settings, too" PartData
  ${If} $MultiUser.InstallMode == "AllUsers"
    ExecWait '"$INSTDIR\${WINDOW}" --remove-data --of-everyone' $0
  ${Else}
    ExecWait '"$INSTDIR\${WINDOW}" --remove-data' $0
  ${EndIf}
  ${If} $0 != 0
    MessageBox MB_OK|MB_ICONEXCLAMATION "Not all rehearsals and settings could be removed. The program itself is removed now." /SD IDOK
    SetErrorLevel 2
  ${EndIf}
SectionEnd

Section "-un.Files"
  SetOutPath "$TEMP"
  !insertmacro RemoveFiles
  ${If} $Upgrading == ""
    Delete "$INSTDIR\${UNINSTALLER}"
  ${EndIf}
  RMDir "$INSTDIR"
  ${If} $MultiUser.InstallMode == "CurrentUser"
    ; The folder above it is the setup's making where there was none. It goes when it is empty.
    RMDir "$LOCALAPPDATA\Programs"
  ${EndIf}
  ${If} ${FileExists} "$INSTDIR\${WINDOW}"
    SetErrorLevel 2
  ${EndIf}
  Delete "$SMPROGRAMS\${PRODUCT}.lnk"
  Delete "$DESKTOP\${PRODUCT}.lnk"
  !insertmacro UnregisterFileTypes
  DeleteRegKey SHCTX "${UNINSTALL_KEY}"
  ${If} $Upgrading == ""
    DeleteRegKey SHCTX "${KEY}"
  ${EndIf}
  !insertmacro Tell
SectionEnd

Function un.onInit
  SetRegView 64
  !insertmacro MULTIUSER_UNINIT
  StrCpy $Upgrading ""
  Push "/UPGRADE"
  Call un.FindSwitch
  ${IfNot} ${Errors}
    StrCpy $Upgrading "1"
  ${EndIf}
  Push "/REMOVEDATA="
  Call un.FindSwitch
  ${If} $Given == "1"
    !insertmacro SelectSection ${PartData}
  ${EndIf}
  Call un.StopIfOpen
FunctionEnd
