// Allocations, their guard zones, and checks of ranges.
#include "memory.h"

#include "control.h"

#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <deque>
#include <map>

namespace standin {

namespace {

constexpr size_t GUARD = 512;        // bytes at each end; keeps the start aligned as the driver aligns it
constexpr int GUARD_BYTE = 0xfe;     // as floats: -1.7e38
constexpr int NEW_BYTE = 0xff;       // not a number: in sums it spreads, and no comparison holds
constexpr int FREED_BYTE = 0xfb;     // as floats: -2.6e36
constexpr size_t KEPT = 16 << 20;    // so many bytes of freed memory are kept, to recognise who still uses them

std::map<const char*, Allocation> allocations;  // by where they start
size_t used[16];

struct Freed {
    char* start;
    size_t bytes;
};
std::deque<Freed> freed;
size_t freedBytes;

size_t rounded(size_t bytes) { return (bytes + GUARD - 1) / GUARD * GUARD; }

char* takeGuarded(size_t bytes) {
    char* base = static_cast<char*>(std::aligned_alloc(GUARD, rounded(bytes) + 2 * GUARD));
    if (base == nullptr) throw Refusal{CUDA_ERROR_OUT_OF_MEMORY};
    std::memset(base, GUARD_BYTE, GUARD);
    std::memset(base + GUARD, NEW_BYTE, bytes);
    std::memset(base + GUARD + bytes, GUARD_BYTE, GUARD);
    return base + GUARD;
}

void giveBack(char* start, size_t bytes) {
    std::memset(start, FREED_BYTE, bytes);
    freed.push_back({start, bytes});
    freedBytes += bytes;
    while (freedBytes > KEPT) {
        freedBytes -= freed.front().bytes;
        std::free(freed.front().start - GUARD);
        freed.pop_front();
    }
}

const char* nameOfKind(Kind kind) { return kind == Kind::DEVICE ? "device" : "host"; }

void countLive(const Allocation& allocation, int sign) {
    std::string kind = nameOfKind(allocation.kind);
    long long& bytes = counter("live." + kind + ".bytes");
    bytes += sign * static_cast<long long>(allocation.bytes);
    counter("live." + kind + ".allocations") += sign;
    long long& peak = counter("peak." + kind + ".bytes");
    if (bytes > peak) peak = bytes;
    if (allocation.kind == Kind::DEVICE) {
        int device = allocation.context->device;
        counter("live.device." + std::to_string(device) + ".bytes") += sign * static_cast<long long>(allocation.bytes);
    }
}

void drop(std::map<const char*, Allocation>::iterator entry) {
    Allocation allocation = entry->second;
    allocations.erase(entry);
    countLive(allocation, -1);
    if (allocation.kind == Kind::DEVICE) used[allocation.context->device] -= rounded(allocation.bytes);
    if (allocation.kind == Kind::REGISTERED) return;
    if (!guardsIntact(allocation)) complain("what was written past an end of freed memory was not by a kernel");
    giveBack(allocation.start, allocation.bytes);
}

std::string described(const void* at, size_t bytes) {
    char text[64];
    std::snprintf(text, sizeof text, "%zu bytes at %p", bytes, at);
    return text;
}

}  // namespace

void* allocate(Context& context, Kind kind, size_t bytes, unsigned flags) {
    require(bytes > 0, CUDA_ERROR_INVALID_VALUE);
    if (kind == Kind::DEVICE) {
        size_t total = memoryOf(context.device);
        require(bytes <= total && used[context.device] + rounded(bytes) <= total, CUDA_ERROR_OUT_OF_MEMORY);
    }
    Allocation allocation{kind, takeGuarded(bytes), bytes, &context, flags};
    if (kind == Kind::DEVICE) used[context.device] += rounded(bytes);
    allocations[allocation.start] = allocation;
    countLive(allocation, 1);
    return allocation.start;
}

void registerHost(Context& context, void* start, size_t bytes, unsigned flags) {
    require(start != nullptr && bytes > 0, CUDA_ERROR_INVALID_VALUE);
    char* first = static_cast<char*>(start);
    auto next = allocations.lower_bound(first);
    require(next == allocations.end() || next->second.start >= first + bytes,
            CUDA_ERROR_HOST_MEMORY_ALREADY_REGISTERED);
    const Allocation* before = find(first);
    require(before == nullptr || before->start + before->bytes <= first, CUDA_ERROR_HOST_MEMORY_ALREADY_REGISTERED);
    Allocation allocation{Kind::REGISTERED, first, bytes, &context, flags};
    allocations[first] = allocation;
    countLive(allocation, 1);
}

void release(void* start, Kind kind) {
    auto entry = allocations.find(static_cast<const char*>(start));
    bool known = entry != allocations.end() && entry->second.kind == kind;
    require(known, kind == Kind::REGISTERED ? CUDA_ERROR_HOST_MEMORY_NOT_REGISTERED : CUDA_ERROR_INVALID_VALUE);
    drop(entry);
}

void freeMemory(Context& context) {
    for (auto entry = allocations.begin(); entry != allocations.end();) {
        auto next = std::next(entry);
        if (entry->second.context == &context) drop(entry);
        entry = next;
    }
}

size_t usedOn(int device) { return used[device]; }

const Allocation* find(const void* address) {
    const char* at = static_cast<const char*>(address);
    auto next = allocations.upper_bound(at);
    if (next == allocations.begin()) return nullptr;
    const Allocation& allocation = std::prev(next)->second;
    return at <= allocation.start + allocation.bytes ? &allocation : nullptr;
}

// What is wrong with a range as a part of one allocation.
static std::string whyNotInside(const Allocation* allocation, const void* at, size_t bytes) {
    const char* start = static_cast<const char*>(at);
    if (allocation == nullptr) {
        for (const Freed& old : freed) {
            if (start >= old.start && start < old.start + old.bytes) return described(at, bytes) + " have been freed";
        }
        return described(at, bytes) + " are no memory of the driver's";
    }
    size_t offset = start - allocation->start;
    if (bytes <= allocation->bytes - offset) return "";
    return described(at, bytes) + " go past the end of an allocation of " + std::to_string(allocation->bytes) +
           " bytes, in which they begin at byte " + std::to_string(offset);
}

std::string whyNoDeviceMemory(const void* at, size_t bytes) {
    if (bytes == 0) return "";
    const Allocation* allocation = find(at);
    std::string why = whyNotInside(allocation, at, bytes);
    if (why.empty() && allocation->kind != Kind::DEVICE) return described(at, bytes) + " are memory of the host";
    return why;
}

std::string whyOutOfReach(const Context& context, const void* at, size_t bytes) {
    if (at == nullptr && bytes == 0) return "";
    const Allocation* allocation = find(at);
    std::string why = whyNotInside(allocation, at, bytes);
    if (!why.empty() || allocation->kind != Kind::DEVICE) return why;
    Context* owner = allocation->context;
    if (owner == &context || context.peers.count(owner) > 0) return "";
    return described(at, bytes) + " are on device " + std::to_string(owner->device) + ", which device " +
           std::to_string(context.device) + " may not reach";
}

std::string whyNotPinned(const void* at, size_t bytes) {
    if (bytes == 0) return "";
    const Allocation* allocation = find(at);
    if (allocation == nullptr) return described(at, bytes) + " are not pinned memory, and the device reads it later";
    std::string why = whyNotInside(allocation, at, bytes);
    if (why.empty() && allocation->kind == Kind::DEVICE) return described(at, bytes) + " are memory of a device";
    return why;
}

bool guardsIntact(const Allocation& allocation) {
    if (allocation.kind == Kind::REGISTERED) return true;
    static const std::string whole(GUARD, static_cast<char>(GUARD_BYTE));
    char* before = allocation.start - GUARD;
    char* behind = allocation.start + allocation.bytes;
    bool intact =
            std::memcmp(before, whole.data(), GUARD) == 0 && std::memcmp(behind, whole.data(), GUARD) == 0;
    if (!intact) {
        std::memset(before, GUARD_BYTE, GUARD);
        std::memset(behind, GUARD_BYTE, GUARD);
    }
    return intact;
}

}  // namespace standin
