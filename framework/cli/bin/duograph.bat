@echo off
rem Runs Duograph's command line: duograph COMMAND ...
rem JAVA_HOME names another Java than the one on the PATH; JAVA_OPTS gives it options.
setlocal
set "JAR=%~dp0duograph.jar"
if not exist "%JAR%" set "JAR=%~dp0..\target\duograph.jar"
if not exist "%JAR%" (
    echo duograph: there is no "%JAR%" yet; build it with mvnw.cmd -q package -DskipTests 1>&2
    exit /b 1
)
set "JAVA=java"
if defined JAVA_HOME set "JAVA=%JAVA_HOME%\bin\java"
where "%JAVA%" >nul 2>nul || if not exist "%JAVA%.exe" (
    echo duograph: there is no "%JAVA%"; install a JDK, 17 or newer, or let JAVA_HOME name one 1>&2
    exit /b 1
)
rem A server computes several requests side by side, each on one processor.
if "%~1"=="serve" if not defined OMP_NUM_THREADS set "OMP_NUM_THREADS=1"
rem The vector backend wants the JDK's Vector API, which Java warns of; so only who asks for it gets it.
set "VECTOR="
echo.%* | findstr /r /c:"--backend[= ]vector" /c:"--backend[= ]fastest" >nul && set "VECTOR=--add-modules jdk.incubator.vector"
"%JAVA%" %VECTOR% %JAVA_OPTS% -jar "%JAR%" %*
exit /b %ERRORLEVEL%
