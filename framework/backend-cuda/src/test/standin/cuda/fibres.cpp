// Fibres, and the schedule of the threads of a block.
#include "fibres.h"

#include "errors.h"

#include <sys/mman.h>

#include <algorithm>
#include <cstring>
#include <memory>
#include <new>
#include <string>
#include <vector>

#if defined(__x86_64__)
// A change of stacks by 15 instructions. (swapcontext also saves the signal mask, by two system calls.)
// Function calls keep rbp, rbx and r12 to r15, so these are what a fibre has to find again.
extern "C" void standin_switch(void** from, void* to);
asm(R"(
    .text
    .hidden standin_switch
    .globl standin_switch
    .type standin_switch,@function
standin_switch:
    pushq %rbp
    pushq %rbx
    pushq %r12
    pushq %r13
    pushq %r14
    pushq %r15
    movq %rsp,(%rdi)
    movq %rsi,%rsp
    popq %r15
    popq %r14
    popq %r13
    popq %r12
    popq %rbx
    popq %rbp
    ret
    .size standin_switch,.-standin_switch
)");
#else
#error "the fibres of the stand-in are written for x86-64"
#endif

namespace standin {

Dim3 threadIndex, blockIndex, blockSize, gridSize;

namespace {

constexpr size_t STACK = 256 << 10;
constexpr unsigned MAX_THREADS = 1024;
constexpr unsigned WARP = 32;

// A stack, and where on it the fibre goes on. Pages of the stack cost nothing before they are used; the lowest one is
// out of bounds, so that a kernel that takes too much stack crashes there and not somewhere else.
struct Fibre {
    void* top = nullptr;
    char* stack;

    // `number` shifts where the stack begins: else the frames of all fibres would share few lines of the cache.
    Fibre(void (*start)(), size_t number) {
        stack = static_cast<char*>(mmap(nullptr, STACK, PROT_READ | PROT_WRITE,
                                        MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0));
        if (stack == MAP_FAILED) throw std::bad_alloc();
        mprotect(stack, 4096, PROT_NONE);
        void** at = reinterpret_cast<void**>(stack + STACK - number % 13 * 320);
        *--at = nullptr;                          // where a return address would stand: keeps the stack aligned
        *--at = reinterpret_cast<void*>(start);   // standin_switch returns to here
        for (int i = 0; i < 6; i++) *--at = nullptr;  // and takes six registers before that
        top = at;
    }
    Fibre(const Fibre&) = delete;
    ~Fibre() { munmap(stack, STACK); }
};

enum class State : uint8_t { NOT_BEGUN, READY, AT_BARRIER, IN_WARP, ENDED };

// What a thread waits for, and with which values.
struct Thread {
    State state;
    Exchange kind;
    uint32_t mask;
    int source;
    uint64_t value;
    Fibre* fibre;
};

// The block that is running. There is one, since the driver's lock is held while a kernel runs.
Thread threads[MAX_THREADS];
unsigned count;     // threads in the block
unsigned begun;     // how many of them have begun
unsigned current;   // the one that runs
unsigned cursor;    // where to look for the next one that is ready
bool anyReady;
int failed;         // why the grid is being stopped, or 0
const std::function<void()>* body;
std::vector<char> dynamicMemory;

void* schedulerTop;  // where runBlock goes on
Fibre* runner;       // the fibre that runs now
std::vector<std::unique_ptr<Fibre>> fibres;
std::vector<Fibre*> idle;

// Runs threads that haven't begun, one after the other, as long as there are any.
void runThreads();

Fibre* idleFibre() {
    if (idle.empty()) {
        fibres.push_back(std::make_unique<Fibre>(runThreads, fibres.size()));
        return fibres.back().get();
    }
    Fibre* fibre = idle.back();
    idle.pop_back();
    return fibre;
}

void go(Fibre* to, void** from) {
    runner = to;
    standin_switch(from, to->top);
}

// Leaves the running fibre: to a thread that is ready, to an idle fibre that begins the next ones, or to runBlock.
void leave(void** from) {
    if (anyReady) {
        while (cursor < count && threads[cursor].state != State::READY) cursor++;
        if (cursor < count) {
            current = cursor++;
            go(threads[current].fibre, from);
            return;
        }
        anyReady = false;
    }
    if (begun < count && failed == 0) {
        go(idleFibre(), from);
    } else {
        standin_switch(from, schedulerTop);
    }
}

Dim3 indexOf(unsigned thread) {
    if (blockSize.x == count) return {thread, 0, 0};  // spares the divisions
    return {thread % blockSize.x, thread / blockSize.x % blockSize.y, thread / blockSize.x / blockSize.y};
}

void runThreads() {
    for (;;) {
        while (begun < count && failed == 0) {
            current = begun++;
            threadIndex = indexOf(current);
            (*body)();
            threads[current].state = State::ENDED;
        }
        idle.push_back(runner);
        leave(&runner->top);
    }
}

// The running thread sleeps until runBlock has made it ready again.
void sleep(State state) {
    unsigned self = current;
    Dim3 index = threadIndex;
    threads[self].state = state;
    threads[self].fibre = runner;
    leave(&runner->top);
    threadIndex = index;
}

std::string named(const char* kernel, unsigned thread) {
    return std::string(kernel) + ", block " + std::to_string(blockIndex.x) + "," + std::to_string(blockIndex.y) + "," +
           std::to_string(blockIndex.z) + ", thread " + std::to_string(thread);
}

// Gives the lanes of a warp that exchange values what they get. Returns an error where a lane of the mask is elsewhere.
int exchangeInWarp(const char* kernel, unsigned first) {
    unsigned lanes = std::min(WARP, count - first);
    uint64_t values[WARP];
    uint32_t atBarrier = 0, nonZero = 0, in[3] = {};  // sets of lanes: the last by kind of exchange
    for (unsigned i = 0; i < lanes; i++) {
        const Thread& thread = threads[first + i];
        if (thread.state == State::AT_BARRIER) atBarrier |= 1u << i;
        if (thread.state != State::IN_WARP) continue;
        in[static_cast<int>(thread.kind)] |= 1u << i;
        values[i] = thread.value;
        if (thread.value != 0) nonZero |= 1u << i;
    }
    uint32_t present = in[0] | in[1] | in[2];
    for (unsigned i = 0; i < lanes; i++) {
        if ((present >> i & 1) == 0) continue;
        Thread& thread = threads[first + i];
        uint32_t elsewhere = thread.mask & (atBarrier | (present & ~in[static_cast<int>(thread.kind)]));
        if (elsewhere != 0) {
            complain(named(kernel, first + i) + " exchanges values with thread " +
                     std::to_string(first + __builtin_ctz(elsewhere)) + ", which waits elsewhere");
            return CUDA_ERROR_LAUNCH_FAILED;
        }
        switch (thread.kind) {
            case Exchange::SHUFFLE:  // what a lane that isn't there would give is not defined
                thread.value = present >> (thread.source & 31) & 1 ? values[thread.source & 31] : ~uint64_t(0);
                break;
            case Exchange::BALLOT:
                thread.value = nonZero & thread.mask;
                break;
            case Exchange::SYNC:
                break;
        }
        thread.state = State::READY;
    }
    return 0;
}

// All threads of the block wait or have ended: finds out who may go on. Returns whether anybody may.
bool wake(const char* kernel) {
    bool exchanging = false;
    unsigned atBarrier = 0, ended = 0;
    for (unsigned i = 0; i < count; i++) {
        if (threads[i].state == State::AT_BARRIER) atBarrier++;
        if (threads[i].state == State::ENDED) ended++;
        if (threads[i].state == State::IN_WARP) exchanging = true;
    }
    if (exchanging) {
        for (unsigned first = 0; first < count && failed == 0; first += WARP) failed = exchangeInWarp(kernel, first);
    } else if (atBarrier > 0 && ended > 0) {
        complain(std::string(kernel) + ": " + std::to_string(atBarrier) + " threads of a block wait at a barrier that " +
                 std::to_string(ended) + " others never reach");
        failed = CUDA_ERROR_LAUNCH_FAILED;
    } else if (atBarrier > 0) {
        for (unsigned i = 0; i < count; i++) threads[i].state = State::READY;
    } else {
        return false;
    }
    return failed == 0;
}

void runBlock(const char* kernel) {
    for (unsigned i = 0; i < count; i++) threads[i].state = State::NOT_BEGUN;
    begun = 0;
    if (!dynamicMemory.empty()) std::memset(dynamicMemory.data(), 0xff, dynamicMemory.size());
    leave(&schedulerTop);
    while (failed == 0 && wake(kernel)) {
        cursor = 0;
        anyReady = true;
        leave(&schedulerTop);
    }
    anyReady = false;
}

}  // namespace

int runGrid(const char* kernel, Dim3 grid, Dim3 block, size_t sharedBytes, const std::function<void()>& thread) {
    gridSize = grid;
    blockSize = block;
    body = &thread;
    count = block.x * block.y * block.z;
    failed = 0;
    dynamicMemory.resize(sharedBytes);
    for (blockIndex.z = 0; blockIndex.z < grid.z; blockIndex.z++) {
        for (blockIndex.y = 0; blockIndex.y < grid.y; blockIndex.y++) {
            for (blockIndex.x = 0; blockIndex.x < grid.x; blockIndex.x++) {
                runBlock(kernel);
                if (failed != 0) {
                    // threads that still wait somewhere are given up, with their fibres
                    idle.clear();
                    fibres.clear();
                    return failed;
                }
            }
        }
    }
    return 0;
}

void barrier() { sleep(State::AT_BARRIER); }

void* dynamicShared() { return dynamicMemory.data(); }

uint64_t exchange(Exchange kind, uint32_t mask, uint64_t value, int source) {
    Thread& self = threads[current];
    self.kind = kind;
    self.mask = mask;
    self.value = value;
    self.source = source;
    sleep(State::IN_WARP);
    return self.value;
}

void stopGrid(int result, const char* why) {
    complain(std::string("a kernel stops: ") + why);
    failed = result;
    void* nowhere;
    standin_switch(&nowhere, schedulerTop);
    __builtin_unreachable();
}

}  // namespace standin
