// Runs all tests, or those whose names contain one of the arguments.
#include "check.h"

#include <sys/stat.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <iostream>
#include <stdexcept>

namespace {

struct Named {
    const char* name;
    std::function<void()> body;
};

std::vector<Named>& tests() {
    static std::vector<Named> all;
    return all;
}

std::map<int, CUctx_st*> contexts;
std::map<std::string, CUmod_st*> modules;

// The PTX of the test's kernels, as far as the stand-in reads PTX.
std::string ptxOf(const std::string& family) {
    std::string head = ".version 6.0\n.target sm_50\n.address_size 64\n";
    auto entry = [](const char* name, std::initializer_list<const char*> types) {
        std::string text = std::string(".visible .entry ") + name + "(\n";
        int i = 0;
        for (const char* type : types) {
            std::string parameter = type;
            size_t array = parameter.find('[');
            std::string tail = array == std::string::npos ? "" : parameter.substr(array);
            if (i > 0) text += ",\n";
            text += "\t.param " + parameter.substr(0, array) + " " + name + "_param_" + std::to_string(i++) + tail;
        }
        return text + "\n)\n{ ret; }\n";
    };
    if (family == "simple") {
        return head + entry("double_it", {".u64", ".u64", ".u32"}) + entry("negate", {".u64", ".u64", ".u32"}) +
               entry("fill", {".u64", ".f32", ".u64"}) + entry("add_one", {".u64 .ptr .global .align 4"}) +
               entry("swap_pair", {".align 4 .b8[8]", ".u64"}) + entry("indices", {".u64"}) +
               entry("out_of_bounds", {".u64", ".u32"}) + entry("must_be_positive", {".u64"});
    }
    std::string text = head + entry("fill", {".u64"}) + entry("block_sum", {".u64", ".u64"});
    for (const char* name : {"reverse", "shuffles", "uneven", "barrier_in_a_branch"}) text += entry(name, {".u64"});
    return text + entry("warp_sum", {".u64", ".u64"}) + entry("halves", {".u64", ".u64"});
}

std::string controlFile() { return std::string(getenv("STANDIN_CONTROL")) + "/" + std::to_string(getpid()) + ".control"; }

bool passes(const Named& test) {
    bool passed = true;
    try {
        OK(cuCtxSetCurrent(contextOf(0)));
        test.body();
    } catch (const std::exception& e) {
        std::cerr << test.name << ": " << e.what() << std::endl;
        passed = false;
    }
    command("reset");
    for (auto& [device, context] : contexts) cuDevicePrimaryCtxReset_v2(device);
    contexts.clear();
    modules.clear();
    return passed;
}

}  // namespace

Test::Test(const char* name, std::function<void()> body) { tests().push_back({name, std::move(body)}); }

void fail(const char* file, int line, const std::string& what) {
    throw std::runtime_error(std::string(file) + ":" + std::to_string(line) + ": " + what);
}

CUctx_st* contextOf(int device) {
    CUctx_st*& context = contexts[device];
    if (context == nullptr) OK(cuDevicePrimaryCtxRetain(&context, device));
    return context;
}

CUdeviceptr memory(size_t bytes) {
    CUdeviceptr at;
    OK(cuMemAlloc_v2(&at, bytes));
    return at;
}

CUstream_st* stream(unsigned flags) {
    CUstream_st* made;
    OK(cuStreamCreate(&made, flags));
    return made;
}

CUevent_st* event() {
    CUevent_st* made;
    OK(cuEventCreate(&made, 0));
    return made;
}

CUfunc_st* kernel(const char* family, const char* name) {
    CUmod_st*& module = modules[family];
    if (module == nullptr) OK(cuModuleLoadData(&module, ptxOf(family).c_str()));
    CUfunc_st* function;
    OK(cuModuleGetFunction(&function, module, name));
    return function;
}

void command(const std::string& line) {
    std::string file = controlFile(), beside = file + ".new";
    std::ofstream(beside) << line << '\n';
    std::rename(beside.c_str(), file.c_str());
    int version;
    OK(cuDriverGetVersion(&version));  // any call takes the command
    CHECK(access(file.c_str(), F_OK) != 0);
}

std::map<std::string, long long> report() {
    std::string file = controlFile() + ".report";
    command("report " + file);
    std::map<std::string, long long> values;
    std::ifstream in(file);
    std::string name;
    for (long long value; in >> name >> value;) values[name] = value;
    std::remove(file.c_str());
    return values;
}

std::string complaints(const std::function<void()>& body) {
    std::string file = controlFile() + ".complaints";
    std::fflush(stderr);
    int before = dup(2);
    FILE* to = std::fopen(file.c_str(), "w");
    dup2(fileno(to), 2);
    std::string failure;
    try {
        body();
    } catch (const std::exception& e) {
        failure = e.what();
    }
    std::fflush(stderr);
    dup2(before, 2);
    close(before);
    std::fclose(to);
    std::ifstream in(file);
    std::string text((std::istreambuf_iterator<char>(in)), std::istreambuf_iterator<char>());
    std::remove(file.c_str());
    if (!failure.empty()) throw std::runtime_error(failure + "\n" + text);
    return text;
}

int main(int count, char** arguments) {
    if (getenv("STANDIN_CONTROL") == nullptr) {
        std::cerr << "STANDIN_CONTROL must name a folder" << std::endl;
        return 2;
    }
    mkdir(getenv("STANDIN_CONTROL"), 0777);
    setenv("STANDIN_DEVICES", "4", 1);
    if (cuInit(0) != CUDA_SUCCESS) return 2;
    int failed = 0;
    for (const Named& test : tests()) {
        bool wanted = count == 1;
        for (int i = 1; i < count; i++) wanted |= std::string(test.name).find(arguments[i]) != std::string::npos;
        if (wanted && !passes(test)) failed++;
    }
    if (failed > 0) std::cerr << failed << " of " << tests().size() << " tests failed" << std::endl;
    return failed == 0 ? 0 : 1;
}
