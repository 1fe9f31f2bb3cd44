@echo off
rem Runs a lesson again, without Maven: tutorials\lesson NAME [ARGUMENT ...], or checks an exercise of it:
rem tutorials\lesson NAME -Dexercise=1. What you have changed in the lessons is compiled before.
setlocal
rem In the root of the repository, where Maven runs lessons, too.
cd /d "%~dp0.."
rem How Maven's last run of a lesson started Java; the first line says, after #, which Java that was.
set "STARTED=tutorials\target\lesson.args"
set "FIRST=# "
if exist "%STARTED%" set /p FIRST=<"%STARTED%"
set "JAVA=%FIRST:~2%\bin\java"
if not exist "%JAVA%.exe" (
    echo lesson: nothing is compiled yet; let Maven do that, once: mvnw.cmd -q -Plesson -Dlesson=%1 1>&2
    exit /b 1
)
rem Lessons are short: the collector without threads and the first compiler alone start sooner. The Vector API
rem needs the second one; as in the POM, only the lesson about it gets it, as Java warns of an incubating module.
set "OPTIONS=-XX:+UseSerialGC -XX:TieredStopAtLevel=1"
if "%~1"=="convolution" set "OPTIONS=--add-modules jdk.incubator.vector"
"%JAVA%" %OPTIONS% "@%STARTED%" org.duograph.tutorials.RunAgain %*
exit /b %ERRORLEVEL%
