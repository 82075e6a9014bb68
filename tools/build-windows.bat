@echo off
rem Builds the Windows program from the wheels in dist\wheelhouse-windows, without a network: docs\build-windows.md.
rem   build-windows.bat         makes dist\...-windows-x64.zip
rem   build-windows.bat test    and then tests the program that was built
rem ASCII only and CRLF: cmd reads this in whatever code page the system has.
setlocal EnableExtensions DisableDelayedExpansion
set "CLICKED="
call :was_it_clicked
rem pushd gives a network folder a drive letter, which cmd needs
pushd "%~dp0.."
set "FITS=import sys, sysconfig; sys.exit(not ((3, 11) <= sys.version_info[:2] <= (3, 13) and sysconfig.get_platform() == 'win-amd64'))"
rem a newer "py" would otherwise download what it does not find
set "PYTHON_MANAGER_AUTOMATIC_INSTALL=false"
set "PY="
if defined QC_PYTHON call :try "%QC_PYTHON%"
call :try py -3.13
call :try py -3.12
call :try py -3.11
call :try python
if not defined PY goto no_python
if not defined QC_WHEELHOUSE if exist "dist\wheelhouse-windows\*.whl" set "QC_WHEELHOUSE=%CD%\dist\wheelhouse-windows"
%PY% tools\bootstrap.py package
set "STATUS=%ERRORLEVEL%"
if not "%STATUS%"=="0" goto end
if /i "%~1"=="test" %PY% tools\bootstrap.py test-package
set "STATUS=%ERRORLEVEL%"
goto end

:no_python
set "STATUS=3"
echo No fitting Python was found: install 64-bit Python 3.13 (3.11 and 3.12 will do), then run this again.
powershell -NoProfile -Command "[regex]::Unescape('\u6ca1\u6709\u627e\u5230\u80fd\u7528\u7684 Python\uff1a\u8bf7\u5b89\u88c5 64 \u4f4d\u7684 Python 3.13\uff083.11\u30013.12 \u4e5f\u53ef\u4ee5\uff09\uff0c\u7136\u540e\u91cd\u65b0\u53cc\u51fb\u672c\u6587\u4ef6\u3002')" 2>nul

:end
popd
if defined CLICKED pause
exit /b %STATUS%

:try
if defined PY goto :eof
%* -c "%FITS%" >nul 2>nul
if "%ERRORLEVEL%"=="0" set PY=%*
goto :eof

:was_it_clicked
rem a double click starts "cmd /c" with this file's name; in a command prompt the window stays by itself
setlocal EnableDelayedExpansion
set "LINE=!CMDCMDLINE!"
set "REST=!LINE:build-windows=!"
if not "!LINE!"=="!REST!" endlocal & set "CLICKED=1" & goto :eof
endlocal
goto :eof
