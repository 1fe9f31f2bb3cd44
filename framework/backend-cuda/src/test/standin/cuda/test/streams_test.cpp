// Work on streams runs in order, waits for events, and runs late rather than early.
#include "check.h"

#include <thread>

TEST(work_that_nobody_waits_for_has_not_run) {
    CUdeviceptr at = memoryOf<int>({0});
    CUstream_st* on = stream();
    OK(launch(kernel("simple", "add_one"), 1, 5, on, at));
    EXPECT(0, read<int>(at, 1)[0]);  // a copy of the legacy stream doesn't wait for a non-blocking stream
    OK(cuStreamSynchronize(on));
    EXPECT(5, read<int>(at, 1)[0]);
}

TEST(the_legacy_stream_waits_for_blocking_streams) {
    CUdeviceptr at = memoryOf<int>({0});
    CUstream_st* on = stream(0);
    OK(launch(kernel("simple", "add_one"), 1, 5, on, at));
    EXPECT(5, read<int>(at, 1)[0]);
    // and they for it
    OK(cuMemsetD32_v2(at, 1, 1));
    OK(launch(kernel("simple", "add_one"), 1, 5, on, at));
    OK(cuStreamSynchronize(on));
    EXPECT(6, read<int>(at, 1)[0]);
}

TEST(a_stream_waits_for_the_record_that_was_there_when_it_asked) {
    CUdeviceptr at = memoryOf<int>({0});
    CUstream_st *first = stream(), *second = stream();
    CUevent_st* done = event();
    CUfunc_st* add = kernel("simple", "add_one");
    OK(cuStreamWaitEvent(second, done, 0));  // never recorded: no wait
    OK(launch(add, 1, 1, first, at));
    OK(cuEventRecord(done, first));
    OK(cuStreamWaitEvent(second, done, 0));
    OK(launch(add, 1, 10, first, at));
    OK(cuEventRecord(done, first));
    OK(launch(add, 1, 100, second, at));
    OK(cuStreamSynchronize(second));
    EXPECT(101, read<int>(at, 1)[0]);  // the ten were not waited for
    OK(cuEventSynchronize(done));
    EXPECT(111, read<int>(at, 1)[0]);
}

TEST(a_query_says_not_ready_and_gets_there) {
    CUdeviceptr at = memoryOf<int>({0});
    CUstream_st* on = stream();
    CUevent_st* done = event();
    OK(cuEventQuery(done));
    for (int i = 0; i < 3; i++) OK(launch(kernel("simple", "add_one"), 1, 1, on, at));
    OK(cuEventRecord(done, on));
    EXPECT(CUDA_ERROR_NOT_READY, cuEventQuery(done));
    EXPECT(CUDA_ERROR_NOT_READY, cuStreamQuery(on));
    while (cuEventQuery(done) == CUDA_ERROR_NOT_READY) {
    }
    OK(cuStreamQuery(on));
    EXPECT(3, read<int>(at, 1)[0]);
}

TEST(events_tell_the_time_between_them) {
    CUstream_st* on = stream();
    CUevent_st *start = event(), *end = event();
    float milliseconds = -1;
    EXPECT(CUDA_ERROR_INVALID_HANDLE, cuEventElapsedTime(&milliseconds, start, end));
    CUdeviceptr in = memory(256 * 100 * 4), out = memory(400);
    OK(cuEventRecord(start, on));
    OK(launch(kernel("together", "block_sum"), 100, 256, on, in, out));
    OK(cuEventRecord(end, on));
    EXPECT(CUDA_ERROR_NOT_READY, cuEventElapsedTime(&milliseconds, start, end));
    OK(cuEventSynchronize(end));
    OK(cuEventElapsedTime(&milliseconds, start, end));
    CHECK(milliseconds > 0);
    CUevent_st* untimed;
    OK(cuEventCreate(&untimed, NO_TIMING));
    OK(cuEventRecord(untimed, on));
    OK(cuEventSynchronize(untimed));
    EXPECT(CUDA_ERROR_INVALID_HANDLE, cuEventElapsedTime(&milliseconds, start, untimed));
}

// A chain over two streams: what each order must keep, and where a missing wait shows.
static int chain(bool waits) {
    CUdeviceptr at = memoryOf<float>({1}), to = memory(4);
    CUstream_st *first = stream(), *second = stream();
    CUevent_st* done = event();
    CUfunc_st* twice = kernel("simple", "double_it");
    OK(launch(twice, 1, 1, first, at, at, 1));
    OK(launch(twice, 1, 1, first, at, at, 1));
    OK(cuEventRecord(done, first));
    if (waits) OK(cuStreamWaitEvent(second, done, 0));
    OK(launch(twice, 1, 1, second, at, to, 1));
    OK(cuStreamSynchronize(second));
    return static_cast<int>(read<float>(to, 1)[0]);
}

TEST(every_order_keeps_what_streams_and_events_ask_for) {
    for (const char* order : {"lazy", "eager", "random"}) {
        command(std::string("set order ") + order);
        for (int i = 0; i < 50; i++) EXPECT(8, chain(true));
    }
}

TEST(a_missing_wait_shows) {
    EXPECT(2, chain(false));
    command("set order random");
    bool seen[9] = {};
    for (int i = 0; i < 200; i++) seen[chain(false)] = true;
    CHECK(seen[2] && seen[4] && seen[8]);
}

TEST(streams_take_work_of_their_own_context_only) {
    CUstream_st* on = stream();
    CUfunc_st* fill = kernel("together", "fill");
    CUdeviceptr at = memory(4);
    OK(cuCtxSetCurrent(contextOf(1)));
    EXPECT(CUDA_ERROR_INVALID_HANDLE, launch(fill, 1, 1, on, at));
    EXPECT(CUDA_ERROR_INVALID_HANDLE, cuMemsetD32Async(at, 0, 1, on));
    CUstream_st* there = stream();
    EXPECT(CUDA_ERROR_INVALID_HANDLE, launch(fill, 1, 1, there, at));
}

TEST(destroyed_handles_are_recognised) {
    CUstream_st* on = stream();
    OK(cuStreamDestroy_v2(on));
    EXPECT(CUDA_ERROR_INVALID_HANDLE, cuStreamSynchronize(on));
    EXPECT(CUDA_ERROR_INVALID_HANDLE, cuStreamDestroy_v2(on));
    CUevent_st* done = event();
    OK(cuEventDestroy_v2(done));
    EXPECT(CUDA_ERROR_INVALID_HANDLE, cuEventRecord(done, nullptr));
}

TEST(each_thread_has_its_own_current_context) {
    CUctx_st* here = contextOf(0);
    CUresult without = CUDA_SUCCESS, with = CUDA_ERROR_UNKNOWN;
    std::thread other([&] {
        CUdeviceptr at;
        without = cuMemAlloc_v2(&at, 4);
        cuCtxSetCurrent(here);
        with = cuMemAlloc_v2(&at, 4);
    });
    other.join();
    EXPECT(CUDA_ERROR_INVALID_CONTEXT, without);
    OK(with);
    CUctx_st* current;
    OK(cuCtxPushCurrent_v2(contextOf(1)));
    OK(cuCtxGetCurrent(&current));
    CHECK(current == contextOf(1));
    OK(cuCtxPopCurrent_v2(&current));
    OK(cuCtxGetCurrent(&current));
    CHECK(current == here);
}
