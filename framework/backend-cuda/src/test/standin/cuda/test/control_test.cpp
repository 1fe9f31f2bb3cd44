// Failures come when they were asked for, and the report counts.
#include "check.h"

TEST(a_call_fails_after_some_that_go_well) {
    command("fail cuMemAlloc after 2 with 2");
    CUdeviceptr at;
    OK(cuMemAlloc_v2(&at, 4));
    OK(cuMemAlloc_v2(&at, 4));
    EXPECT(CUDA_ERROR_OUT_OF_MEMORY, cuMemAlloc_v2(&at, 4));
    OK(cuMemAlloc_v2(&at, 4));
    command("fail cuMemAlloc with 2 times 2");
    EXPECT(CUDA_ERROR_OUT_OF_MEMORY, cuMemAlloc_v2(&at, 4));
    EXPECT(CUDA_ERROR_OUT_OF_MEMORY, cuMemAlloc_v2(&at, 4));
    OK(cuMemAlloc_v2(&at, 4));
    command("fail cuMemAlloc with 2 always");
    for (int i = 0; i < 5; i++) EXPECT(CUDA_ERROR_OUT_OF_MEMORY, cuMemAlloc_v2(&at, 4));
    command("reset");
    OK(cuMemAlloc_v2(&at, 4));
}

TEST(a_launch_that_fails_breaks_the_context) {
    CUdeviceptr at = memory(4);
    CUfunc_st* fill = kernel("together", "fill");
    command("fail cuLaunchKernel after 1 with 719");
    OK(launch(fill, 1, 1, nullptr, at));
    EXPECT(CUDA_ERROR_LAUNCH_FAILED, launch(fill, 1, 1, nullptr, at));
    EXPECT(CUDA_ERROR_LAUNCH_FAILED, cuCtxSynchronize());
    // what is given up is gone, although the calls tell the error
    EXPECT(CUDA_ERROR_LAUNCH_FAILED, cuMemFree_v2(at));
    EXPECT(0LL, report()["live.device.bytes"]);
}

TEST(work_that_fails_is_told_by_the_next_wait) {
    CUdeviceptr at = memoryOf<int>({0});
    CUstream_st* on = stream();
    CUfunc_st* add = kernel("simple", "add_one");
    command("break add_one after 1 with 700");
    for (int i = 0; i < 3; i++) OK(launch(add, 1, 1, on, at));
    EXPECT(CUDA_ERROR_ILLEGAL_ADDRESS, cuStreamSynchronize(on));
    command("reset");
    EXPECT(1, read<int>(at, 1)[0]);  // neither it nor what stood behind it has run
}

TEST(a_lost_device_is_lost_for_every_call) {
    CUdeviceptr at = memory(4);
    OK(cuCtxSetCurrent(contextOf(1)));
    memory(4);
    OK(cuCtxSetCurrent(contextOf(0)));
    command("lost-device 0 after 2");  // the command's own call doesn't count
    OK(cuMemsetD32Async(at, 0, 1, nullptr));
    OK(cuMemsetD32Async(at, 0, 1, nullptr));
    EXPECT(CUDA_ERROR_UNKNOWN, cuMemsetD32Async(at, 0, 1, nullptr));
    EXPECT(CUDA_ERROR_UNKNOWN, cuCtxSynchronize());
    CUctx_st* again;
    EXPECT(CUDA_ERROR_UNKNOWN, cuDevicePrimaryCtxRetain(&again, 0));
    OK(cuCtxSetCurrent(contextOf(1)));  // the others go on
    memory(4);
}

TEST(commands_that_make_no_sense_are_told) {
    std::string said = complaints([] {
        command("dance");
        command("fail cuMemAlloc sometimes");
    });
    CHECK(said.find("no such command") != std::string::npos);
    CHECK(said.find("no such word: sometimes") != std::string::npos);
}

TEST(the_report_counts_calls_and_what_ran) {
    CUdeviceptr at = memoryOf<int>({0, 0}), to = memory(8);
    void* pinned;
    OK(cuMemHostAlloc(&pinned, 8, 0));
    CUstream_st* on = stream();
    CUfunc_st* add = kernel("simple", "add_one");
    command("forget-counts");
    for (int i = 0; i < 3; i++) OK(launch(add, 1, 1, on, at));
    OK(cuMemcpyHtoDAsync_v2(at, pinned, 8, on));
    OK(cuMemcpyDtoDAsync_v2(to, at, 8, on));
    OK(cuMemcpyDtoHAsync_v2(pinned, to, 4, on));
    OK(cuMemsetD32Async(to, 0, 2, on));
    EXPECT(0LL, report()["run.kernels"]);
    OK(cuStreamSynchronize(on));
    std::map<std::string, long long> counts = report();
    EXPECT(3LL, counts["calls.cuLaunchKernel"]);
    EXPECT(3LL, counts["run.kernels"]);
    EXPECT(3LL, counts["run.kernel.add_one"]);
    EXPECT(1LL, counts["run.copy.host-to-device.times"]);
    EXPECT(8LL, counts["run.copy.host-to-device.bytes"]);
    EXPECT(8LL, counts["run.copy.device-to-device.bytes"]);
    EXPECT(4LL, counts["run.copy.device-to-host.bytes"]);
    EXPECT(8LL, counts["run.fill.bytes"]);
    EXPECT(1LL, counts["waits"]);
    EXPECT(16LL, counts["live.device.bytes"]);
    EXPECT(2LL, counts["live.device.allocations"]);
    EXPECT(8LL, counts["live.host.bytes"]);
    EXPECT(1LL, counts["live.streams"]);
    EXPECT(1LL, counts["live.modules"]);
    EXPECT(1LL, counts["live.contexts"]);
    OK(cuMemFree_v2(at));
    counts = report();
    EXPECT(8LL, counts["live.device.bytes"]);
    EXPECT(16LL, counts["peak.device.bytes"]);
}

TEST(settings_change_what_there_is) {
    int count, version;
    OK(cuDeviceGetCount(&count));
    EXPECT(4, count);
    command("set devices 0");
    EXPECT(CUDA_ERROR_NO_DEVICE, cuInit(0));
    command("set driver 11040");
    OK(cuDriverGetVersion(&version));
    EXPECT(11040, version);
    const char* text;
    OK(cuGetErrorName(CUDA_ERROR_NO_DEVICE, &text));
    CHECK(std::string(text) == "CUDA_ERROR_NO_DEVICE");
    OK(cuGetErrorString(CUDA_ERROR_NO_DEVICE, &text));
    CHECK(std::string(text) == "no CUDA-capable device is detected");
    EXPECT(CUDA_ERROR_INVALID_VALUE, cuGetErrorName(static_cast<CUresult>(12345), &text));
}
