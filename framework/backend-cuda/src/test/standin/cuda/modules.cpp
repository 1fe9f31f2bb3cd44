// Reads PTX, and finds the C++ of its kernels.
#include "modules.h"

#include "control.h"

#include <algorithm>
#include <cctype>
#include <cstring>
#include <set>

namespace standin {

namespace {

std::vector<Kernel>& kernels() {
    static std::vector<Kernel> all;
    return all;
}

std::set<CUmod_st*> modules;
std::set<CUfunc_st*> functions;

// What stands between two marks of a text, from a position on; moves the position behind it.
std::string between(const std::string& text, size_t& at, char until) {
    size_t end = text.find(until, at);
    require(end != std::string::npos, CUDA_ERROR_INVALID_PTX);
    std::string part = text.substr(at, end - at);
    at = end + 1;
    return part;
}

// The size of a parameter such as `.param .u64 axpy_param_2` or `.param .align 4 .b8 copy_param_0[32]`.
size_t sizeOf(const std::string& parameter) {
    static const struct {
        const char* type;
        size_t bytes;
    } types[] = {{".u8", 1},  {".s8", 1},  {".b8", 1},  {".u16", 2}, {".s16", 2}, {".b16", 2}, {".f16", 2},
                 {".u32", 4}, {".s32", 4}, {".b32", 4}, {".f32", 4}, {".u64", 8}, {".s64", 8}, {".b64", 8}, {".f64", 8}};
    for (const auto& [type, bytes] : types) {
        size_t at = parameter.find(type);
        if (at == std::string::npos || std::isdigit(static_cast<unsigned char>(parameter[at + std::strlen(type)]))) continue;
        size_t bracket = parameter.find('[');
        return bracket == std::string::npos ? bytes : bytes * std::stoul(parameter.substr(bracket + 1));
    }
    throw Refusal{CUDA_ERROR_INVALID_PTX};
}

std::map<std::string, std::vector<size_t>> entriesOf(const std::string& ptx) {
    std::map<std::string, std::vector<size_t>> entries;
    static const std::string word = ".entry ";
    for (size_t at = ptx.find(word); at != std::string::npos; at = ptx.find(word, at)) {
        at += word.size();
        std::string name = between(ptx, at, '(');
        name.erase(std::remove_if(name.begin(), name.end(), [](unsigned char c) { return std::isspace(c); }), name.end());
        std::string list = between(ptx, at, ')');
        std::vector<size_t>& sizes = entries[name];
        for (size_t from = list.find(".param"); from != std::string::npos;) {
            size_t next = list.find(".param ", from + 1);
            sizes.push_back(sizeOf(list.substr(from, next == std::string::npos ? next : next - from)));
            from = next;
        }
    }
    return entries;
}

}  // namespace

bool addKernel(Kernel kernel) {
    kernels().push_back(std::move(kernel));
    return true;
}

const Kernel* findKernel(const std::string& name, const std::vector<std::string>& namesBeside) {
    const Kernel* found = nullptr;
    size_t best = 0;
    for (const Kernel& kernel : kernels()) {
        if (kernel.name != name) continue;
        // two families may use one name: the module's is the one with most names in common
        size_t common = std::count_if(kernels().begin(), kernels().end(), [&](const Kernel& other) {
            return other.family == kernel.family &&
                   std::find(namesBeside.begin(), namesBeside.end(), other.name) != namesBeside.end();
        });
        if (found == nullptr || common > best) {
            found = &kernel;
            best = common;
        }
    }
    return found;
}

CUmod_st* loadModule(Context& context, const char* ptx) {
    require(ptx != nullptr, CUDA_ERROR_INVALID_VALUE);
    std::string text = ptx;
    bool complete = text.find(".version") != std::string::npos && text.find(".target") != std::string::npos &&
                    text.find(".address_size 64") != std::string::npos;
    require(complete, text.empty() ? CUDA_ERROR_INVALID_IMAGE : CUDA_ERROR_INVALID_PTX);
    CUmod_st* module = new CUmod_st{&context, entriesOf(text), {}};
    modules.insert(module);
    counter("live.modules")++;
    return module;
}

CUmod_st& checked(CUmod_st* module) {
    require(modules.count(module) > 0, CUDA_ERROR_INVALID_HANDLE);
    return *module;
}

void unload(CUmod_st* module) {
    for (auto& [name, function] : checked(module).functions) functions.erase(&function);
    modules.erase(module);
    delete module;
    counter("live.modules")--;
}

void unloadModules(Context& context) {
    std::set<CUmod_st*> all = modules;
    for (CUmod_st* module : all) {
        if (module->context == &context) unload(module);
    }
}

CUfunc_st* functionOf(CUmod_st& module, const char* name) {
    require(name != nullptr, CUDA_ERROR_INVALID_VALUE);
    auto entry = module.entries.find(name);
    require(entry != module.entries.end(), CUDA_ERROR_NOT_FOUND);
    auto known = module.functions.find(name);
    if (known != module.functions.end()) return &known->second;
    std::vector<std::string> names;
    for (const auto& [other, sizes] : module.entries) names.push_back(other);
    const Kernel* kernel = findKernel(name, names);
    if (kernel == nullptr) {
        complain(std::string("kernel ") + name + " is in the PTX, but not in the sources that were compiled as C++");
        throw Refusal{CUDA_ERROR_NOT_FOUND};
    }
    std::vector<size_t> sizes;
    for (const Parameter& parameter : kernel->parameters) sizes.push_back(parameter.bytes);
    if (sizes != entry->second) {
        complain(std::string("kernel ") + name + " has other parameters in the PTX than in its source: the PTX is old");
        throw Refusal{CUDA_ERROR_NOT_FOUND};
    }
    CUfunc_st& function = module.functions[name];
    function = {kernel, module.context, &counter(std::string("run.kernel.") + name)};
    functions.insert(&function);
    return &function;
}

CUfunc_st& checked(CUfunc_st* function) {
    require(functions.count(function) > 0, CUDA_ERROR_INVALID_HANDLE);
    return *function;
}

}  // namespace standin
