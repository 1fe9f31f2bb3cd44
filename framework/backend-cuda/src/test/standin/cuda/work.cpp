// Copies, fills, kernels and foreign work, with the checks that each does when it runs.
#include "work.h"

#include "control.h"
#include "memory.h"

#include <algorithm>
#include <cstring>

namespace standin {

namespace {

// Refuses a call whose memory is wrong for what it wants, and says what is wrong.
void requireGood(const char* name, const std::string& why) {
    if (why.empty()) return;
    complain(std::string(name) + ": " + why);
    throw Refusal{CUDA_ERROR_INVALID_VALUE};
}

// The same when work runs: the error that breaks the context.
int errorOf(const char* name, const std::string& why) {
    if (why.empty()) return 0;
    complain(std::string(name) + ", when it ran: " + why);
    return CUDA_ERROR_ILLEGAL_ADDRESS;
}

bool isDevice(const void* at) {
    const Allocation* allocation = find(at);
    return allocation != nullptr && allocation->kind == Kind::DEVICE;
}

// Counts of one kind of work that ran: how often, and how many bytes.
struct Counts {
    long long& times;
    long long& bytes;

    explicit Counts(const std::string& name) : times(counter(name + ".times")), bytes(counter(name + ".bytes")) {}

    void add(size_t more) {
        times++;
        bytes += static_cast<long long>(more);
    }
};

Counts& countsOf(Direction direction) {
    static Counts all[] = {Counts("run.copy.host-to-device"), Counts("run.copy.device-to-host"),
                           Counts("run.copy.device-to-device"), Counts("run.copy.peer"),
                           Counts("run.copy.host-to-host")};
    return all[static_cast<int>(direction)];
}

// Whether work has left the guard zones of the memory it was given as they were.
int errorOfGuards(const char* name, const std::vector<Range>& ranges) {
    for (const Range& range : ranges) {
        const Allocation* allocation = range.at == nullptr ? nullptr : find(range.at);
        if (allocation == nullptr || guardsIntact(*allocation)) continue;
        complain(std::string(name) + " wrote outside of an allocation of " + std::to_string(allocation->bytes) + " bytes");
        return CUDA_ERROR_ILLEGAL_ADDRESS;
    }
    return 0;
}

int errorOfReach(const char* name, const Context& context, const std::vector<Range>& ranges) {
    for (const Range& range : ranges) {
        int error = errorOf(name, whyOutOfReach(context, range.at, range.bytes));
        if (error != 0) return error;
    }
    return 0;
}

}  // namespace

Direction directionOf(const void* to, const void* from) {
    if (isDevice(to)) return isDevice(from) ? Direction::DEVICE_TO_DEVICE : Direction::HOST_TO_DEVICE;
    return isDevice(from) ? Direction::DEVICE_TO_HOST : Direction::HOST_TO_HOST;
}

Operation copying(const char* name, Direction direction, End to, End from, size_t width, size_t height, bool later) {
    bool toHost = direction == Direction::DEVICE_TO_HOST || direction == Direction::HOST_TO_HOST;
    bool fromHost = direction == Direction::HOST_TO_DEVICE || direction == Direction::HOST_TO_HOST;
    auto bytesOf = [=](const End& end) { return width == 0 || height == 0 ? 0 : (height - 1) * end.pitch + width; };
    auto check = [&](const End& end, bool host) {
        size_t bytes = bytesOf(end);
        require(end.at != nullptr || bytes == 0, CUDA_ERROR_INVALID_VALUE);
        if (!host) requireGood(name, whyNoDeviceMemory(end.at, bytes));
        if (host && later) requireGood(name, whyNotPinned(end.at, bytes));
        if (host && !later && isDevice(end.at)) requireGood(name, "memory of a device is given as memory of the host");
    };
    check(to, toHost);
    check(from, fromHost);
    return {NodeType::MEMCPY, name, [=] {
                auto whyNot = [=](const End& end, bool host) {
                    if (!host) return whyOutOfReach(*end.owner, end.at, bytesOf(end));
                    return later ? whyNotPinned(end.at, bytesOf(end)) : std::string();
                };
                int error = errorOf(name, whyNot(to, toHost));
                if (error == 0) error = errorOf(name, whyNot(from, fromHost));
                if (error != 0) return error;
                for (size_t row = 0; row < height && width > 0; row++) {
                    std::memmove(static_cast<char*>(to.at) + row * to.pitch,
                                 static_cast<const char*>(from.at) + row * from.pitch, width);
                }
                countsOf(direction).add(width * height);
                return 0;
            }};
}

Operation filling(const char* name, const Context& context, void* at, unsigned value, size_t elementBytes, size_t width,
                  size_t pitch, size_t height) {
    size_t bytes = width == 0 || height == 0 ? 0 : (height - 1) * pitch + width * elementBytes;
    require((reinterpret_cast<uintptr_t>(at) | pitch) % elementBytes == 0, CUDA_ERROR_INVALID_VALUE);
    require(height <= 1 || width * elementBytes <= pitch, CUDA_ERROR_INVALID_VALUE);
    requireGood(name, whyNoDeviceMemory(at, bytes));
    const Context* reach = &context;
    return {NodeType::MEMSET, name, [=] {
                int error = errorOf(name, whyOutOfReach(*reach, at, bytes));
                if (error != 0) return error;
                for (size_t row = 0; row < height; row++) {
                    char* first = static_cast<char*>(at) + row * pitch;
                    if (elementBytes == 1) std::memset(first, static_cast<int>(value), width);
                    if (elementBytes == 2) {
                        std::fill_n(reinterpret_cast<uint16_t*>(first), width, static_cast<uint16_t>(value));
                    }
                    if (elementBytes == 4) std::fill_n(reinterpret_cast<uint32_t*>(first), width, value);
                }
                static Counts counts("run.fill");
                counts.add(width * height * elementBytes);
                return 0;
            }};
}

Operation launching(const Context& context, const CUfunc_st& function, const Launch& launch) {
    const Kernel& kernel = *function.kernel;
    std::vector<Range> pointers;  // only where they begin is known
    for (size_t i = 0; i < kernel.parameters.size(); i++) {
        require(launch.arguments != nullptr && launch.arguments[i] != nullptr, CUDA_ERROR_INVALID_VALUE);
        if (!kernel.parameters[i].pointer) continue;
        void* pointer;
        std::memcpy(&pointer, launch.arguments[i], sizeof pointer);
        if (pointer != nullptr) pointers.push_back({pointer, 0});
    }
    const char* name = kernel.name.c_str();
    return {NodeType::KERNEL, name,
            [name, pointers, reach = &context, runs = function.runs, grid = launch.grid, block = launch.block,
             sharedBytes = launch.sharedBytes, thread = kernel.bind(launch.arguments)] {
                static long long& allRuns = counter("run.kernels");
                int error = errorOfReach(name, *reach, pointers);
                if (error != 0) return error;
                allRuns++;
                ++*runs;
                error = runGrid(name, grid, block, sharedBytes, thread);
                return error != 0 ? error : errorOfGuards(name, pointers);
            }};
}

int enqueue(CUstream_st* stream, const char* name, std::function<void()> work, std::vector<Range> ranges) {
    std::lock_guard<std::recursive_mutex> guard(lock);
    try {
        Context* context = currentContext();
        require(context != nullptr, CUDA_ERROR_INVALID_CONTEXT);
        put(streamOf(stream), {NodeType::KERNEL, name, [=] {
                                   int error = errorOfReach(name, *context, ranges);
                                   if (error != 0) return error;
                                   work();
                                   counter(std::string("run.library.") + name)++;
                                   return errorOfGuards(name, ranges);
                               }});
        return CUDA_SUCCESS;
    } catch (const Refusal& refusal) {
        return refusal.result;
    }
}

int failure(const char* function) {
    std::lock_guard<std::recursive_mutex> guard(lock);
    if (currentContext() != nullptr) countCallOf(currentContext()->device);
    return enterFunction(function);
}

void count(const char* name, long long amount) {
    std::lock_guard<std::recursive_mutex> guard(lock);
    counter(name) += amount;
}

int contextError() {
    std::lock_guard<std::recursive_mutex> guard(lock);
    Context* context = currentContext();
    return context == nullptr ? CUDA_ERROR_INVALID_CONTEXT : errorOf(*context);
}

}  // namespace standin
