// Devices and contexts.
#include "contexts.h"

#include "control.h"
#include "graphs.h"
#include "memory.h"
#include "modules.h"

#include <vector>

namespace standin {

std::recursive_mutex lock;

namespace {

struct Primary {
    Context* context = nullptr;
    int retained = 0;
};

constexpr int MAX_DEVICES = 16;
Primary primaries[MAX_DEVICES];
std::set<Context*> contexts;
bool started = false;

// The contexts that are current on this thread, the innermost one last.
thread_local std::vector<Context*> stack;

// All that was made in a context goes with it.
void destroy(Context& context) {
    finishStreams(context);
    destroyStreams(context);
    destroyExecutables(context);
    unloadModules(context);
    freeMemory(context);
    context.destroyed = true;
    counter("live.contexts")--;
}

}  // namespace

void initialise() {
    require(deviceCount() > 0, CUDA_ERROR_NO_DEVICE);
    started = true;
}

bool initialised() { return started; }

int deviceCount() { return static_cast<int>(std::min<long long>(number("devices", 1), MAX_DEVICES)); }

size_t memoryOf(int) { return static_cast<size_t>(number("memory", 4LL << 30)); }

int attributeOf(int device, int attribute) {
    switch (attribute) {  // by the numbers of CUdevice_attribute
        case 1:           // threads of a block, and of its first two dimensions
        case 2:
        case 3:
            return 1024;
        case 4:
            return 64;
        case 5:  // blocks of a grid in each dimension
            return 2147483647;
        case 6:
        case 7:
            return 65535;
        case 8:  // shared memory of a block
            return 48 << 10;
        case 9:  // constant memory
            return 64 << 10;
        case 10:  // warp size
            return 32;
        case 11:  // pitch
            return 2147483647;
        case 12:  // registers of a block, of a multiprocessor
        case 82:
            return 65536;
        case 13:  // clock in kHz, of the memory too
        case 36:
            return 1000000;
        case 14:  // alignment of textures, of surfaces
        case 30:
            return 512;
        case 16:  // multiprocessors: few, since their work is done one after the other
            return 4;
        case 33:  // place on the PCI bus
            return device + 1;
        case 34:
        case 50:
            return 0;
        case 37:  // width of the memory's bus in bits
            return 256;
        case 38:  // second-level cache in bytes
            return 4 << 20;
        case 39:  // threads of a multiprocessor
            return 2048;
        case 40:  // engines for copies
            return 2;
        case 75:  // compute capability
            return static_cast<int>(number("capability", 90) / 10);
        case 76:
            return static_cast<int>(number("capability", 90) % 10);
        case 81:  // shared memory of a multiprocessor, and of a block that asks for more
        case 97:
            return 96 << 10;
        case 87:  // how much faster float is than double
            return 2;
        case 106:  // blocks of a multiprocessor
            return 16;
        case 15:  // copies while kernels run; host memory mapped; concurrent kernels; one address space; priorities;
        case 19:  // caches; preemption; memory registered
        case 31:
        case 41:
        case 78:
        case 79:
        case 80:
        case 90:
        case 99:
            return 1;
        default:
            return 0;
    }
}

Context* retainPrimary(int device) {
    Primary& primary = primaries[device];
    if (primary.retained++ == 0) {
        primary.context = new Context{device, false, CUDA_SUCCESS, {}, nullptr};
        primary.context->legacyStream = makeLegacyStream(*primary.context);
        contexts.insert(primary.context);
        counter("live.contexts")++;
    }
    return primary.context;
}

void releasePrimary(int device) {
    Primary& primary = primaries[device];
    require(primary.retained > 0, CUDA_ERROR_INVALID_CONTEXT);
    if (--primary.retained == 0) destroy(*primary.context);
}

void resetPrimary(int device) {
    Primary& primary = primaries[device];
    if (primary.retained > 0) destroy(*primary.context);
    primary.retained = 0;
}

bool primaryActive(int device) { return primaries[device].retained > 0; }

Context* currentContext() { return stack.empty() ? nullptr : stack.back(); }

void setCurrent(Context* context) {
    if (!stack.empty()) stack.pop_back();
    if (context != nullptr) stack.push_back(&checked(context));
}

void pushCurrent(Context* context) { stack.push_back(&checked(context)); }

Context* popCurrent() {
    require(!stack.empty(), CUDA_ERROR_INVALID_CONTEXT);
    Context* context = stack.back();
    stack.pop_back();
    return context;
}

Context& checked(Context* context) {
    require(contexts.count(context) > 0, CUDA_ERROR_INVALID_CONTEXT);
    require(!context->destroyed, CUDA_ERROR_CONTEXT_IS_DESTROYED);
    return *context;
}

CUresult errorOf(const Context& context) {
    if (context.destroyed) return CUDA_ERROR_CONTEXT_IS_DESTROYED;
    int loss = lossOf(context.device);
    return loss != 0 ? static_cast<CUresult>(loss) : context.error;
}

void mendContexts() {
    for (Context* context : contexts) context->error = CUDA_SUCCESS;
}

}  // namespace standin
