// Modules: PTX texts that were loaded, and the kernels in them.
#pragma once

#include "contexts.h"
#include "kernels.h"

#include <map>
#include <string>

// A CUfunction points to one.
struct CUfunc_st {
    const standin::Kernel* kernel;
    standin::Context* context;
    long long* runs;  // counts how often it ran
    int maxDynamicShared = 48 << 10;
};

// A CUmodule points to one.
struct CUmod_st {
    standin::Context* context;
    std::map<std::string, std::vector<size_t>> entries;  // the sizes of each kernel's parameters, as the PTX has them
    std::map<std::string, CUfunc_st> functions;          // those that were asked for
};

namespace standin {

CUmod_st* loadModule(Context& context, const char* ptx);
CUmod_st& checked(CUmod_st* module);
void unload(CUmod_st* module);
void unloadModules(Context& context);

// The kernel must stand in the PTX that was loaded and in the C++, with the same parameters: so a name typed wrongly
// fails as on a real driver, and a PTX older than its source is found.
CUfunc_st* functionOf(CUmod_st& module, const char* name);
CUfunc_st& checked(CUfunc_st* function);

}  // namespace standin
