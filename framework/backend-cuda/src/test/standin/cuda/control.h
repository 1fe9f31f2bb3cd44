// What a test tells the stand-in at run time, and what the stand-in counts for it. README.md has the commands.
#pragma once

#include <map>
#include <string>

namespace standin {

// A counter of the report. The reference is good for ever.
long long& counter(const std::string& name);

// Enters a function of the driver or of another library: counts the call and takes the commands that have come.
// Returns the code with which the call is to fail, or 0.
int enterFunction(const char* function);

// The code with which work of this name is to fail when it runs, or 0.
int failureOfWork(const char* name);

// The code that every call on a lost device gives, or 0 as long as the device is there.
int lossOf(int device);
void countCallOf(int device);

// A setting: what the command `set NAME VALUE` said last, else the environment variable STANDIN_NAME, else `otherwise`.
std::string setting(const std::string& name, const std::string& otherwise);
long long number(const std::string& name, long long otherwise);
unsigned settingsVersion();  // another number after each change of a setting

// Called by the command `reset`: the contexts forget their errors. (contexts.cpp)
void mendContexts();

}  // namespace standin
