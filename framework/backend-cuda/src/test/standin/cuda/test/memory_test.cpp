// Memory is checked: bounds, owners, freed memory.
#include "check.h"

#include <cmath>

TEST(new_memory_is_junk) {
    CUdeviceptr at = memory(64);
    for (float x : read<float>(at, 16)) CHECK(std::isnan(x));
}

TEST(memory_is_limited) {
    command("set memory 1000000");
    size_t free, total;
    OK(cuMemGetInfo_v2(&free, &total));
    EXPECT(1000000u, total);
    EXPECT(1000000u, free);
    CUdeviceptr first = memory(600000), second;
    EXPECT(CUDA_ERROR_OUT_OF_MEMORY, cuMemAlloc_v2(&second, 600000));
    OK(cuMemGetInfo_v2(&free, &total));
    CHECK(free < 400001 && free > 390000);
    OK(cuMemFree_v2(first));
    OK(cuMemAlloc_v2(&second, 600000));
    EXPECT(CUDA_ERROR_INVALID_VALUE, cuMemAlloc_v2(&first, 0));
}

TEST(copies_past_an_end_are_refused) {
    CUdeviceptr at = memory(64);
    char host[100];
    std::string said = complaints([&] {
        EXPECT(CUDA_ERROR_INVALID_VALUE, cuMemcpyHtoD_v2(at, host, 65));
        EXPECT(CUDA_ERROR_INVALID_VALUE, cuMemcpyDtoH_v2(host, at + 60, 8));
        EXPECT(CUDA_ERROR_INVALID_VALUE, cuMemsetD32Async(at, 0, 17, nullptr));
        EXPECT(CUDA_ERROR_INVALID_VALUE, cuMemcpyHtoD_v2(reinterpret_cast<CUdeviceptr>(host), host + 50, 8));
    });
    CHECK(said.find("go past the end of an allocation of 64 bytes") != std::string::npos);
    CHECK(said.find("no memory of the driver's") != std::string::npos);
    OK(cuMemcpyHtoD_v2(at, host, 64));
}

TEST(later_copies_need_pinned_memory) {
    CUdeviceptr at = memory(64);
    CUstream_st* on = stream();
    char host[64];
    std::string said =
            complaints([&] { EXPECT(CUDA_ERROR_INVALID_VALUE, cuMemcpyHtoDAsync_v2(at, host, 64, on)); });
    CHECK(said.find("not pinned") != std::string::npos);
    void* pinned;
    OK(cuMemHostAlloc(&pinned, 64, 0));
    OK(cuMemcpyHtoDAsync_v2(at, pinned, 64, on));
    OK(cuMemFreeHost(pinned));
}

TEST(a_kernel_that_gets_freed_memory_breaks_the_context) {
    CUdeviceptr at = memory(64);
    OK(cuMemFree_v2(at));
    std::string said = complaints([&] {
        OK(launch(kernel("together", "fill"), 1, 1, nullptr, at));
        EXPECT(CUDA_ERROR_ILLEGAL_ADDRESS, cuCtxSynchronize());
    });
    CHECK(said.find("have been freed") != std::string::npos);
    CUdeviceptr other;  // the error stays
    EXPECT(CUDA_ERROR_ILLEGAL_ADDRESS, cuMemAlloc_v2(&other, 64));
    EXPECT(CUDA_ERROR_ILLEGAL_ADDRESS, cuStreamSynchronize(nullptr));
    // until the context is made anew
    OK(cuDevicePrimaryCtxReset_v2(0));
    EXPECT(CUDA_ERROR_CONTEXT_IS_DESTROYED, cuMemAlloc_v2(&other, 64));
    CUctx_st* anew;
    OK(cuDevicePrimaryCtxRetain(&anew, 0));
    OK(cuCtxSetCurrent(anew));
    OK(cuMemAlloc_v2(&other, 64));
}

TEST(a_kernel_that_writes_past_an_end_is_found) {
    CUdeviceptr at = memory(64);
    std::string said = complaints([&] {
        OK(launch(kernel("simple", "out_of_bounds"), 1, 1, nullptr, at, 15));
        OK(cuCtxSynchronize());
        OK(launch(kernel("simple", "out_of_bounds"), 1, 1, nullptr, at, 16));
        EXPECT(CUDA_ERROR_ILLEGAL_ADDRESS, cuCtxSynchronize());
    });
    CHECK(said.find("out_of_bounds wrote outside") != std::string::npos);
}

TEST(rows_are_copied_and_filled) {
    CUdeviceptr from = memoryOf<int>({1, 2, 3, 4, 5, 6}), to = memoryOf<int>({0, 0, 0, 0, 0, 0, 0, 0});
    // a CUDA_MEMCPY2D: x, y, type, host, device, array, pitch for both ends, then width and height
    uint64_t copy[16] = {4, 0, 2, 0, from, 0, 12, 0, 1, 2, 0, to, 0, 16, 8, 1};
    CUstream_st* on = stream();
    OK(cuMemcpy2DAsync_v2(copy, on));
    OK(cuStreamSynchronize(on));
    CHECK((read<int>(to, 8) == std::vector<int>{0, 0, 0, 0, 2, 3, 0, 0}));
    copy[8] = 0, copy[15] = 2;
    OK(cuMemcpy2DAsync_v2(copy, on));
    OK(cuMemsetD2D32Async(to + 8, 16, 9, 1, 2, on));
    OK(cuStreamSynchronize(on));
    CHECK((read<int>(to, 8) == std::vector<int>{2, 3, 9, 0, 5, 6, 9, 0}));
    copy[15] = 3;
    std::string said = complaints([&] { EXPECT(CUDA_ERROR_INVALID_VALUE, cuMemcpy2DAsync_v2(copy, on)); });
    CHECK(said.find("go past the end of an allocation of 32 bytes") != std::string::npos);
}

TEST(freeing_twice_is_refused) {
    CUdeviceptr at = memory(64);
    EXPECT(CUDA_ERROR_INVALID_VALUE, cuMemFree_v2(at + 4));
    OK(cuMemFree_v2(at));
    EXPECT(CUDA_ERROR_INVALID_VALUE, cuMemFree_v2(at));
    OK(cuMemFree_v2(0));
}

TEST(memory_of_another_device_is_out_of_reach) {
    CUdeviceptr here = memory(64);
    OK(cuCtxSetCurrent(contextOf(1)));
    CUdeviceptr there = memory(64);
    CUfunc_st* fill = nullptr;
    OK(cuCtxSetCurrent(contextOf(0)));
    fill = kernel("together", "fill");
    std::string said = complaints([&] {
        OK(launch(fill, 1, 1, nullptr, there));
        EXPECT(CUDA_ERROR_ILLEGAL_ADDRESS, cuCtxSynchronize());
    });
    CHECK(said.find("are on device 1, which device 0 may not reach") != std::string::npos);
    command("reset");
    // copies that name both contexts need no access
    OK(launch(fill, 1, 1, nullptr, here));
    OK(cuMemcpyPeerAsync(there, contextOf(1), here, contextOf(0), 64, nullptr));
    OK(cuCtxSynchronize());
    EXPECT(1LL, report()["run.copy.peer.times"]);
    // with access, all is as if it were one device
    OK(cuCtxEnablePeerAccess(contextOf(1), 0));
    EXPECT(CUDA_ERROR_PEER_ACCESS_ALREADY_ENABLED, cuCtxEnablePeerAccess(contextOf(1), 0));
    OK(launch(fill, 1, 2, nullptr, there));
    EXPECT(7, read<int>(there, 2)[1]);
    OK(cuCtxDisablePeerAccess(contextOf(1)));
    EXPECT(CUDA_ERROR_PEER_ACCESS_NOT_ENABLED, cuCtxDisablePeerAccess(contextOf(1)));
}

TEST(a_context_takes_all_that_was_made_in_it_along) {
    memory(64);
    stream();
    event();
    kernel("simple", "fill");
    void* pinned;
    OK(cuMemHostAlloc(&pinned, 64, 0));
    EXPECT(64LL, report()["live.device.bytes"]);
    OK(cuDevicePrimaryCtxRelease_v2(0));
    std::map<std::string, long long> now = report();
    for (const auto& [name, value] : now) {
        if (name == "live.graphs") continue;  // graphs belong to no context
        if (name.rfind("live.", 0) == 0) expect(0LL, value, __FILE__, __LINE__, name.c_str());
    }
    EXPECT(CUDA_ERROR_INVALID_CONTEXT, cuDevicePrimaryCtxRelease_v2(0));
}
