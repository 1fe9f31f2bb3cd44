// Kernels run as on a GPU: each thread of each block, with barriers and exchanges inside of warps.
#include "check.h"

#include <cmath>
#include <cstring>
#include <numeric>

TEST(every_thread_of_every_block_runs) {
    CUdeviceptr out = memory(24 * 30 * 4);
    void* arguments[] = {&out};
    OK(cuLaunchKernel(kernel("simple", "indices"), 2, 3, 4, 5, 3, 2, 0, nullptr, arguments, nullptr));
    std::vector<unsigned> values = read<unsigned>(out, 24 * 30);
    for (unsigned i = 0; i < values.size(); i++) EXPECT(i / 30 * 1000 + i % 30, values[i]);
}

TEST(kernels_that_macros_write_are_found) {
    CUdeviceptr in = memoryOf<float>({1, 2, 3}), out = memory(12);
    OK(launch(kernel("simple", "double_it"), 1, 32, nullptr, in, out, 3));
    CHECK((read<float>(out, 3) == std::vector<float>{2, 4, 6}));
    OK(launch(kernel("simple", "negate"), 1, 32, nullptr, in, out, 3));
    CHECK((read<float>(out, 3) == std::vector<float>{-1, -2, -3}));
}

TEST(arguments_are_copied_by_the_launch) {
    CUdeviceptr out = memory(8);
    struct {
        int first, second;
    } pair = {1, 2};
    void* arguments[] = {&pair, &out};
    OK(cuLaunchKernel(kernel("simple", "swap_pair"), 1, 1, 1, 1, 1, 1, 0, nullptr, arguments, nullptr));
    pair = {8, 9};
    CHECK((read<int>(out, 2) == std::vector<int>{2, 1}));
}

TEST(two_families_may_use_one_name) {
    CUdeviceptr out = memory(4);
    OK(launch(kernel("together", "fill"), 1, 1, nullptr, out));
    EXPECT(7, read<int>(out, 1)[0]);
    OK(launch(kernel("simple", "fill"), 1, 1, nullptr, out, 2.5f, 1LL));
    EXPECT(2.5f, read<float>(out, 1)[0]);
}

TEST(barriers_hold_a_block_together) {
    std::vector<float> values(3 * 256);
    std::iota(values.begin(), values.end(), 0.0f);
    CUdeviceptr in = memoryOf(values), out = memory(12);
    OK(launch(kernel("together", "block_sum"), 3, 256, nullptr, in, out));
    std::vector<float> sums = read<float>(out, 3);
    for (int b = 0; b < 3; b++) EXPECT(256.0f * (256 * b) + 255 * 128, sums[b]);
}

TEST(dynamic_shared_memory) {
    std::vector<int> values(1000);
    std::iota(values.begin(), values.end(), 0);
    CUdeviceptr data = memoryOf(values);
    void* arguments[] = {&data};
    CUfunc_st* reverse = kernel("together", "reverse");
    OK(cuLaunchKernel(reverse, 1, 1, 1, 1000, 1, 1, 4000, nullptr, arguments, nullptr));
    values = read<int>(data, 1000);
    for (int i = 0; i < 1000; i++) EXPECT(999 - i, values[i]);
    EXPECT(CUDA_ERROR_INVALID_VALUE,
           cuLaunchKernel(reverse, 1, 1, 1, 1000, 1, 1, 64 << 10, nullptr, arguments, nullptr));
    OK(cuFuncSetAttribute(reverse, 8, 64 << 10));
    OK(cuLaunchKernel(reverse, 1, 1, 1, 1000, 1, 1, 64 << 10, nullptr, arguments, nullptr));
}

TEST(warps_exchange_values) {
    std::vector<float> values(96);
    std::iota(values.begin(), values.end(), 0.0f);
    CUdeviceptr in = memoryOf(values), out = memory(160 * 4);
    OK(launch(kernel("together", "warp_sum"), 1, 96, nullptr, in, out));
    std::vector<float> sums = read<float>(out, 3);
    for (int w = 0; w < 3; w++) EXPECT(32.0f * 32 * w + 31 * 16, sums[w]);
    OK(launch(kernel("together", "shuffles"), 1, 32, nullptr, out));
    std::vector<int> got = read<int>(out, 160);
    for (int i = 0; i < 32; i++) {
        EXPECT(5, got[i]);
        EXPECT(i < 3 ? i : i - 3, got[32 + i]);
        EXPECT(i ^ 1, got[64 + i]);
        EXPECT(i % 8 < 6 ? i + 2 : i, got[96 + i]);
        EXPECT(0x49249249, got[128 + i]);
    }
}

TEST(warps_may_take_different_ways_to_a_barrier) {
    CUdeviceptr out = memory(128 * 4);
    OK(launch(kernel("together", "uneven"), 1, 128, nullptr, out));
    for (int sum : read<int>(out, 128)) EXPECT(32 * (1 + 2 + 4 + 8), sum);
}

TEST(a_barrier_that_some_threads_never_reach_fails) {
    CUdeviceptr out = memory(32 * 4);
    std::string said = complaints([&] {
        OK(launch(kernel("together", "barrier_in_a_branch"), 1, 32, nullptr, out));
        EXPECT(CUDA_ERROR_LAUNCH_FAILED, cuCtxSynchronize());
    });
    CHECK(said.find("barrier_in_a_branch") != std::string::npos);
    command("reset");  // and others run as before
    OK(launch(kernel("together", "fill"), 1, 1, nullptr, out));
    EXPECT(7, read<int>(out, 1)[0]);
}

TEST(a_failed_assertion_stops_the_kernel) {
    CUdeviceptr in = memoryOf<float>({1, -1});
    std::string said = complaints([&] {
        OK(launch(kernel("simple", "must_be_positive"), 1, 2, nullptr, in));
        EXPECT(CUDA_ERROR_ASSERT, cuCtxSynchronize());
    });
    CHECK(said.find("in[threadIdx") != std::string::npos || said.find("assertion failed") != std::string::npos);
}

TEST(sixteen_bits_are_rounded_to_nearest_even) {
    std::vector<float> values = {1.0f, 1.0f / 3, 65504, 65519, 65520, 1e-7f, 2049, 2051, -0.0f, 5.9604645e-8f};
    std::vector<float> half = {1.0f, 0.33325195f, 65504, 65504, INFINITY, 1.1920929e-7f, 2048, 2052, -0.0f, 5.9604645e-8f};
    std::vector<float> brain = {1.0f, 0.33398438f, 65536, 65536, 65536, 1.0011718e-7f, 2048, 2048, -0.0f, 5.9604645e-8f};
    CUdeviceptr in = memoryOf(values), out = memory(values.size() * 8);
    OK(launch(kernel("together", "halves"), 1, static_cast<unsigned>(values.size()), nullptr, in, out));
    std::vector<float> got = read<float>(out, values.size() * 2);
    for (size_t i = 0; i < values.size(); i++) {
        EXPECT(half[i], got[2 * i]);
        EXPECT(brain[i], got[2 * i + 1]);
    }
}

TEST(launches_out_of_limits_are_refused) {
    CUdeviceptr out = memory(4);
    CUfunc_st* fill = kernel("together", "fill");
    EXPECT(CUDA_ERROR_INVALID_VALUE, launch(fill, 1, 1025, nullptr, out));
    EXPECT(CUDA_ERROR_INVALID_VALUE, launch(fill, 0, 32, nullptr, out));
    EXPECT(CUDA_ERROR_INVALID_VALUE, launch(fill, 1, 0, nullptr, out));
    void* arguments[] = {&out};
    EXPECT(CUDA_ERROR_INVALID_VALUE, cuLaunchKernel(fill, 1, 65536, 1, 1, 1, 1, 0, nullptr, arguments, nullptr));
    EXPECT(CUDA_ERROR_INVALID_VALUE, cuLaunchKernel(fill, 1, 1, 1, 1, 1, 65, 0, nullptr, arguments, nullptr));
}

TEST(modules_are_checked) {
    CUmod_st* module;
    EXPECT(CUDA_ERROR_INVALID_PTX, cuModuleLoadData(&module, "no PTX"));
    const char* head = ".version 6.0\n.target sm_50\n.address_size 64\n";
    std::string said = complaints([&] {
        CUfunc_st* function;
        std::string wrong = std::string(head) + ".visible .entry fill(.param .u32 fill_param_0) { ret; }\n" +
                            ".visible .entry nowhere(.param .u64 p) { ret; }";
        OK(cuModuleLoadData(&module, wrong.c_str()));
        EXPECT(CUDA_ERROR_NOT_FOUND, cuModuleGetFunction(&function, module, "fill"));
        EXPECT(CUDA_ERROR_NOT_FOUND, cuModuleGetFunction(&function, module, "nowhere"));
        EXPECT(CUDA_ERROR_NOT_FOUND, cuModuleGetFunction(&function, module, "mistyped"));
    });
    CHECK(said.find("the PTX is old") != std::string::npos);
    CHECK(said.find("nowhere is in the PTX") != std::string::npos);
    OK(cuModuleUnload(module));
    EXPECT(CUDA_ERROR_INVALID_HANDLE, cuModuleUnload(module));
}
