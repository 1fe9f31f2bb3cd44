// A CPU stand-in for libcuda.so.1: the part of the driver API that the backend uses. Work put on a stream is
// queued and runs only when something waits for it, so a missing wait shows up as wrong data in a test.
#include "shim/cuda_shim.h"
#include "standin.h"
#include <ucontext.h>
#include <cstdio>
#include <cstdlib>
#include <deque>
#include <memory>
#include <mutex>
#include <vector>
emu_uint3 threadIdx, blockIdx, blockDim, gridDim;
std::map<std::string, emu_kernel>& emu_kernels() { static std::map<std::string, emu_kernel> m; return m; }
// ---- fibres: a thread that never meets a barrier runs to its end without a switch
namespace {
#if defined(__x86_64__)
// a switch of stacks without the two system calls that swapcontext makes
extern "C" void emu_switch(void** from, void* to);
asm(R"(.text
.globl emu_switch
.type emu_switch,@function
emu_switch:
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
.size emu_switch,.-emu_switch)");
struct Ctx { void* sp; void start(char* stack, size_t n, void (*f)()) { void** p = (void**) (((uintptr_t) stack + n) & ~(uintptr_t) 15); *--p = nullptr; *--p = (void*) f; for (int i = 0; i < 6; i++) *--p = nullptr; sp = p; } };
void change(Ctx* from, Ctx* to) { emu_switch(&from->sp, to->sp); }
#else
struct Ctx { ucontext_t c; void start(char* stack, size_t n, void (*f)()) { getcontext(&c); c.uc_stack.ss_sp = stack; c.uc_stack.ss_size = n; c.uc_link = nullptr; makecontext(&c, f, 0); } };
void change(Ctx* from, Ctx* to) { swapcontext(&from->c, &to->c); }
#endif
struct Fiber { Ctx c; std::vector<char> stack; bool busy = false; emu_uint3 tid; int phase = 0; uint32_t in = 0; int src = 0, kind = 0; };
Ctx mainCtx; std::vector<std::unique_ptr<Fiber>> pool; std::vector<Fiber*> idle; Fiber* cur; const emu_op* body;
void entry() { for (;;) { (*body)(); cur->busy = false; idle.push_back(cur); Fiber* f = cur; change(&f->c, &mainCtx); } }
Fiber* take() { if (!idle.empty()) { Fiber* f = idle.back(); idle.pop_back(); return f; }
  auto f = std::make_unique<Fiber>(); f->stack.resize(128 << 10); f->c.start(f->stack.data(), f->stack.size(), entry);
  pool.push_back(std::move(f)); return pool.back().get(); }
void resume(Fiber* f) { cur = f; threadIdx = f->tid; change(&mainCtx, &f->c); }
void runBlock(unsigned n) {
  std::vector<Fiber*> waiting;
  for (unsigned t = 0; t < n; t++) { Fiber* f = take(); f->busy = true; f->kind = 0; f->tid = { t % blockDim.x, t / blockDim.x % blockDim.y, t / blockDim.x / blockDim.y }; resume(f); if (f->busy) waiting.push_back(f); }
  while (!waiting.empty()) {
    // warp exchanges first (kind 2), then, when every live thread is at the block barrier (kind 1), release it
    std::map<unsigned, std::vector<Fiber*>> warps; bool anyShfl = false;
    for (Fiber* f : waiting) if (f->kind == 2) { anyShfl = true; warps[(f->tid.x + blockDim.x * (f->tid.y + blockDim.y * f->tid.z)) / 32].push_back(f); }
    std::vector<Fiber*> next;
    if (anyShfl) {
      for (auto& w : warps) { uint32_t v[32] = {}; for (Fiber* f : w.second) v[(f->tid.x + blockDim.x * (f->tid.y + blockDim.y * f->tid.z)) & 31] = f->in; for (Fiber* f : w.second) f->in = v[f->src & 31]; }
      for (Fiber* f : waiting) { if (f->kind == 2) { f->kind = 0; resume(f); } if (f->busy) next.push_back(f); }
    } else for (Fiber* f : waiting) { f->kind = 0; resume(f); if (f->busy) next.push_back(f); }
    waiting.swap(next);
  }
}
void runGrid(emu_uint3 g, emu_uint3 b, const emu_op& op) {
  gridDim = g; blockDim = b; body = &op;
  for (blockIdx.z = 0; blockIdx.z < g.z; blockIdx.z++) for (blockIdx.y = 0; blockIdx.y < g.y; blockIdx.y++) for (blockIdx.x = 0; blockIdx.x < g.x; blockIdx.x++) runBlock(b.x * b.y * b.z);
}
}
void emu_barrier() { Fiber* f = cur; f->kind = 1; change(&f->c, &mainCtx); }
uint32_t emu_shfl(uint32_t bits, int src) { Fiber* f = cur; f->kind = 2; f->in = bits; f->src = src; change(&f->c, &mainCtx); return f->in; }
// ---- streams, events, graphs
struct CUgraph_st { std::vector<emu_op> ops; };
struct CUstream_st { std::deque<emu_op> q; CUgraph_st* capture = nullptr; };
struct CUevent_st { CUstream_st* s = nullptr; size_t seq = 0; };
static std::recursive_mutex mu; static CUstream_st nullStream; static std::vector<CUstream_st*> streams; static size_t live;
static void flush(CUstream_st* s) { while (!s->q.empty()) { emu_op op = std::move(s->q.front()); s->q.pop_front(); op(); } }
static void flushAll() { flush(&nullStream); for (auto* s : streams) flush(s); }
void emu_enqueue(CUstream_st* s, emu_op op) { std::lock_guard<std::recursive_mutex> l(mu); if (!s) s = &nullStream; if (s->capture) s->capture->ops.push_back(std::move(op)); else s->q.push_back(std::move(op)); }
namespace standin {
int enqueue(CUstream_st* s, const char*, std::function<void()> work, std::vector<Range>) { emu_enqueue(s, std::move(work)); return 0; }
int failure(const char*) { return 0; }
void count(const char*, long long) {}
int contextError() { return 0; }
void* dynamicShared() { static std::vector<char> memory(48 << 10); return memory.data(); }
}
#define API extern "C" __attribute__((visibility("default"))) int
#define LOCK std::lock_guard<std::recursive_mutex> l(mu)
typedef uint64_t dptr;
enum { INVALID_VALUE = 1, NOT_FOUND = 500, CAPTURE_UNSUPPORTED = 900 };
static bool capturing() { if (nullStream.capture) return true; for (auto* s : streams) if (s->capture) return true; return false; }
API cuInit(unsigned) { return 0; }
API cuDriverGetVersion(int* v) { *v = 12060; return 0; }
API cuDeviceGetCount(int* c) { *c = 1; return 0; }
API cuDeviceGet(int* d, int i) { *d = i; return i == 0 ? 0 : 101; }
API cuDeviceGetName(char* n, int len, int) { snprintf(n, len, "CPU emulation"); return 0; }
API cuDeviceGetAttribute(int* v, int a, int) { switch (a) { case 16: *v = 4; break; case 75: *v = 5; break; case 76: *v = 0; break; case 1: *v = 1024; break; default: *v = 0; } return 0; }
API cuDeviceTotalMem_v2(size_t* n, int) { *n = (size_t) 4 << 30; return 0; }
API cuMemGetInfo_v2(size_t* f, size_t* t) { *t = (size_t) 4 << 30; *f = *t - live; return 0; }
API cuDevicePrimaryCtxRetain(void** c, int) { *c = (void*) 1; return 0; }
API cuDevicePrimaryCtxRelease_v2(int) { return 0; }
API cuCtxSetCurrent(void*) { return 0; }
API cuCtxGetCurrent(void** c) { *c = (void*) 1; return 0; }
API cuCtxSynchronize() { LOCK; if (capturing()) return CAPTURE_UNSUPPORTED; flushAll(); return 0; }
API cuMemAlloc_v2(dptr* p, size_t n) { LOCK; if (capturing()) return CAPTURE_UNSUPPORTED; size_t* m = (size_t*) aligned_alloc(256, (n + 511) / 256 * 256); if (!m) return 2; m[0] = n; memset((char*) m + 256, 0xCD, n); *p = (dptr) m + 256; live += n; return 0; }   // filled with junk: device memory is not zeroed
API cuMemFree_v2(dptr p) { LOCK; if (capturing()) return CAPTURE_UNSUPPORTED; if (!p) return 0; flushAll(); size_t* m = (size_t*) (p - 256); live -= m[0]; free(m); return 0; }
API cuMemHostAlloc(void** p, size_t n, unsigned) { *p = malloc(n); return *p ? 0 : 2; }
API cuMemAllocHost_v2(void** p, size_t n) { *p = malloc(n); return *p ? 0 : 2; }
API cuMemFreeHost(void* p) { free(p); return 0; }
API cuMemcpyHtoD_v2(dptr d, const void* s, size_t n) { LOCK; if (capturing()) return CAPTURE_UNSUPPORTED; flush(&nullStream); memcpy((void*) d, s, n); return 0; }
API cuMemcpyDtoH_v2(void* d, dptr s, size_t n) { LOCK; if (capturing()) return CAPTURE_UNSUPPORTED; flush(&nullStream); memcpy(d, (void*) s, n); return 0; }
API cuMemcpyHtoDAsync_v2(dptr d, const void* s, size_t n, CUstream_st* st) { emu_enqueue(st, [=] { memcpy((void*) d, s, n); }); return 0; }
API cuMemcpyDtoHAsync_v2(void* d, dptr s, size_t n, CUstream_st* st) { emu_enqueue(st, [=] { memcpy(d, (void*) s, n); }); return 0; }
API cuMemcpyDtoDAsync_v2(dptr d, dptr s, size_t n, CUstream_st* st) { emu_enqueue(st, [=] { memmove((void*) d, (void*) s, n); }); return 0; }
API cuMemsetD8Async(dptr d, unsigned char v, size_t n, CUstream_st* st) { emu_enqueue(st, [=] { memset((void*) d, v, n); }); return 0; }
API cuMemsetD32Async(dptr d, unsigned v, size_t n, CUstream_st* st) { emu_enqueue(st, [=] { for (size_t i = 0; i < n; i++) ((unsigned*) d)[i] = v; }); return 0; }
API cuStreamCreate(CUstream_st** s, unsigned) { LOCK; *s = new CUstream_st; streams.push_back(*s); return 0; }
API cuStreamSynchronize(CUstream_st* s) { LOCK; if (!s) s = &nullStream; if (s->capture) return CAPTURE_UNSUPPORTED; flush(s); return 0; }
API cuStreamQuery(CUstream_st* s) { return cuStreamSynchronize(s); }
API cuStreamDestroy_v2(CUstream_st* s) { LOCK; flush(s); for (size_t i = 0; i < streams.size(); i++) if (streams[i] == s) streams.erase(streams.begin() + i); delete s; return 0; }
API cuEventCreate(CUevent_st** e, unsigned) { *e = new CUevent_st; return 0; }
API cuEventDestroy_v2(CUevent_st* e) { delete e; return 0; }
API cuEventRecord(CUevent_st* e, CUstream_st* s) { LOCK; e->s = s ? s : &nullStream; return 0; }
API cuEventSynchronize(CUevent_st* e) { LOCK; if (e->s) flush(e->s); return 0; }
API cuEventQuery(CUevent_st* e) { return cuEventSynchronize(e); }
API cuEventElapsedTime(float* ms, CUevent_st*, CUevent_st*) { *ms = 0; return 0; }
API cuStreamWaitEvent(CUstream_st* s, CUevent_st* e, unsigned) { LOCK; CUstream_st* o = e->s; if (o && o != s) emu_enqueue(s, [o] { flush(o); }); return 0; }
API cuModuleLoadData(void** m, const void* image) { const char* p = (const char*) image; if (!strstr(p, ".version")) return 218; *m = strdup(p); return 0; }
API cuModuleLoadDataEx(void** m, const void* image, unsigned, void*, void**) { return cuModuleLoadData(m, image); }
API cuModuleUnload(void* m) { free(m); return 0; }
// the kernel must be in the PTX that was loaded and in the compiled C++: a name typed wrongly fails as on a real driver
API cuModuleGetFunction(void** f, void* m, const char* n) { auto i = emu_kernels().find(n); if (i == emu_kernels().end() || !strstr((char*) m, (std::string(".entry ") + n + "(").c_str())) return NOT_FOUND; *f = &i->second; return 0; }
API cuLaunchKernel(void* f, unsigned gx, unsigned gy, unsigned gz, unsigned bx, unsigned by, unsigned bz, unsigned, CUstream_st* s, void** args, void**) {
  if (!gx || !gy || !gz || !bx || !by || !bz || bx * by * bz > 1024) return INVALID_VALUE;
  emu_op op = ((emu_kernel*) f)->bind(args); emu_enqueue(s, [=] { runGrid({ gx, gy, gz }, { bx, by, bz }, op); }); return 0; }
API cuStreamBeginCapture_v2(CUstream_st* s, int) { LOCK; if (!s || s->capture) return CAPTURE_UNSUPPORTED; s->capture = new CUgraph_st; return 0; }
API cuStreamEndCapture(CUstream_st* s, CUgraph_st** g) { LOCK; *g = s->capture; s->capture = nullptr; return *g ? 0 : 901; }
API cuStreamIsCapturing(CUstream_st* s, int* st) { *st = s && s->capture ? 1 : 0; return 0; }
API cuGraphInstantiateWithFlags(CUgraph_st** e, CUgraph_st* g, unsigned long long) { *e = new CUgraph_st(*g); return 0; }
API cuGraphGetNodes(CUgraph_st* g, void**, size_t* n) { *n = g->ops.size(); return 0; }
API cuGraphLaunch(CUgraph_st* e, CUstream_st* s) { for (auto& o : e->ops) emu_enqueue(s, o); return 0; }
API cuGraphUpload(CUgraph_st*, CUstream_st*) { return 0; }
API cuGraphDestroy(CUgraph_st* g) { delete g; return 0; }
API cuGraphExecDestroy(CUgraph_st* e) { LOCK; flushAll(); delete e; return 0; }
API cuGetErrorName(int e, const char** s) { static char b[32]; snprintf(b, sizeof b, "CUDA_ERROR_%d", e); *s = b; return 0; }
API cuGetErrorString(int e, const char** s) { return cuGetErrorName(e, s); }
