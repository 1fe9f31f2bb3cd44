// Captured work is recorded, not run; what may not be captured fails and spoils the capture.
#include "check.h"

#include <thread>

static CUgraph_st* endOf(CUstream_st* on) {
    CUgraph_st* graph;
    OK(cuStreamEndCapture(on, &graph));
    return graph;
}

static size_t nodesOf(CUgraph_st* graph) {
    size_t count;
    OK(cuGraphGetNodes(graph, nullptr, &count));
    return count;
}

static CUgraphExec_st* executable(CUgraph_st* graph) {
    CUgraphExec_st* made;
    OK(cuGraphInstantiateWithFlags(&made, graph, 0));
    return made;
}

TEST(a_graph_does_what_was_captured) {
    CUdeviceptr at = memoryOf<int>({0});
    CUstream_st* on = stream();
    void* pinned;
    OK(cuMemHostAlloc(&pinned, 4, 0));
    int* host = static_cast<int*>(pinned);
    CUfunc_st* add = kernel("simple", "add_one");
    OK(cuStreamBeginCapture_v2(on, THREAD_LOCAL));
    int status;
    OK(cuStreamIsCapturing(on, &status));
    EXPECT(1, status);
    OK(cuMemcpyHtoDAsync_v2(at, pinned, 4, on));
    OK(launch(add, 1, 3, on, at));
    OK(cuMemcpyDtoHAsync_v2(pinned, at, 4, on));
    OK(cuMemsetD32Async(at, 0, 1, on));
    CUgraph_st* graph = endOf(on);
    EXPECT(4u, nodesOf(graph));
    CUgraphNode_st* nodes[4];
    size_t count = 4;
    OK(cuGraphGetNodes(graph, nodes, &count));
    int types[4];
    for (int i = 0; i < 4; i++) OK(cuGraphNodeGetType(nodes[i], &types[i]));
    CHECK(types[0] == 1 && types[1] == 0 && types[2] == 1 && types[3] == 2);
    OK(cuStreamSynchronize(on));
    *host = 10;
    CUgraphExec_st* run = executable(graph);
    OK(cuGraphDestroy(graph));
    for (int i = 1; i <= 4; i++) {
        OK(cuGraphLaunch(run, on));
        OK(cuStreamSynchronize(on));
        EXPECT(10 + 3 * i, *host);
    }
    OK(cuGraphLaunch(run, on));
    OK(cuGraphExecDestroy(run));  // what was launched still runs
    OK(cuStreamSynchronize(on));
    EXPECT(25, *host);
    EXPECT(CUDA_ERROR_INVALID_VALUE, cuGraphLaunch(run, on));
    std::map<std::string, long long> counts = report();
    EXPECT(5LL, counts["run.kernel.add_one"]);
}

TEST(calls_that_may_not_be_captured_spoil_the_capture) {
    CUdeviceptr at = memory(4), other;
    void* pinned;
    OK(cuMemHostAlloc(&pinned, 4, 0));
    CUstream_st *on = stream(), *beside = stream();
    CUevent_st* done = event();
    std::function<CUresult()> calls[] = {
            [&] { return cuMemAlloc_v2(&other, 4); },
            [&] { return cuMemFree_v2(at); },
            [&] { return cuMemHostAlloc(&pinned, 4, 0); },
            [&] { return cuCtxSynchronize(); },
            [&] { return cuStreamSynchronize(on); },
            [&] { return cuStreamSynchronize(beside); },
            [&] { return cuStreamQuery(on); },
            [&] { return cuEventQuery(done); },
            [&] { return cuEventSynchronize(done); },
            [&] { return cuMemcpyHtoD_v2(at, pinned, 4); },
    };
    for (auto& call : calls) {
        OK(cuStreamBeginCapture_v2(on, THREAD_LOCAL));
        EXPECT(CUDA_ERROR_STREAM_CAPTURE_UNSUPPORTED, call());
        EXPECT(CUDA_ERROR_STREAM_CAPTURE_INVALIDATED, cuMemsetD32Async(at, 0, 1, on));
        int status;
        OK(cuStreamIsCapturing(on, &status));
        EXPECT(2, status);
        CUgraph_st* graph;
        EXPECT(CUDA_ERROR_STREAM_CAPTURE_INVALIDATED, cuStreamEndCapture(on, &graph));
        CHECK(graph == nullptr);
        OK(cuMemsetD32Async(at, 0, 1, on));  // and the stream works again
        OK(cuStreamSynchronize(on));
    }
    // with RELAXED they are allowed, as far as they don't touch the stream
    OK(cuStreamBeginCapture_v2(on, RELAXED));
    OK(cuMemAlloc_v2(&other, 4));
    OK(cuGraphDestroy(endOf(on)));
}

TEST(modes_say_what_other_threads_may_do) {
    CUctx_st* context = contextOf(0);
    CUstream_st* on = stream();
    auto elsewhere = [&](int ownMode) {
        CUresult result = CUDA_SUCCESS;
        std::thread other([&] {
            cuCtxSetCurrent(context);
            cuThreadExchangeStreamCaptureMode(&ownMode);
            CUdeviceptr at;
            result = cuMemAlloc_v2(&at, 4);
        });
        other.join();
        return result;
    };
    CUgraph_st* graph;
    OK(cuStreamBeginCapture_v2(on, THREAD_LOCAL));
    OK(elsewhere(GLOBAL));
    OK(cuStreamEndCapture(on, &graph));
    OK(cuStreamBeginCapture_v2(on, GLOBAL));
    OK(elsewhere(THREAD_LOCAL));
    EXPECT(CUDA_ERROR_STREAM_CAPTURE_UNSUPPORTED, elsewhere(GLOBAL));
    EXPECT(CUDA_ERROR_STREAM_CAPTURE_INVALIDATED, cuStreamEndCapture(on, &graph));
    OK(cuStreamBeginCapture_v2(on, THREAD_LOCAL));
    CUresult ended = CUDA_SUCCESS;
    std::thread([&] {
        cuCtxSetCurrent(context);
        ended = cuStreamEndCapture(on, &graph);
    }).join();
    EXPECT(CUDA_ERROR_STREAM_CAPTURE_WRONG_THREAD, ended);
    OK(cuStreamEndCapture(on, &graph));
}

TEST(a_capture_may_fork_and_must_join) {
    CUdeviceptr at = memoryOf<int>({0, 0}), second = at + 4;
    CUstream_st *on = stream(), *branch = stream();
    CUevent_st *fork = event(), *join = event();
    CUfunc_st* add = kernel("simple", "add_one");
    for (bool joins : {true, false}) {
        OK(cuStreamBeginCapture_v2(on, THREAD_LOCAL));
        OK(cuEventRecord(fork, on));
        OK(cuStreamWaitEvent(branch, fork, 0));
        OK(launch(add, 1, 1, branch, second));
        OK(launch(add, 1, 1, on, at));
        OK(cuEventRecord(join, branch));
        if (joins) OK(cuStreamWaitEvent(on, join, 0));
        CUgraph_st* graph = nullptr;
        EXPECT(CUDA_ERROR_STREAM_CAPTURE_UNMATCHED, cuStreamEndCapture(branch, &graph));
        EXPECT(joins ? CUDA_SUCCESS : CUDA_ERROR_STREAM_CAPTURE_UNJOINED, cuStreamEndCapture(on, &graph));
        if (!joins) continue;
        EXPECT(2u, nodesOf(graph));
        size_t roots, edges;
        OK(cuGraphGetRootNodes(graph, nullptr, &roots));
        OK(cuGraphGetEdges(graph, nullptr, nullptr, &edges));
        CHECK(roots == 2 && edges == 0);
        OK(cuGraphLaunch(executable(graph), on));
        OK(cuStreamSynchronize(on));
        CHECK((read<int>(at, 2) == std::vector<int>{1, 1}));
    }
    EXPECT(CUDA_ERROR_CAPTURED_EVENT, cuEventSynchronize(join));
}

TEST(branches_of_a_graph_run_in_any_order) {
    command("set order random");
    CUdeviceptr at = memoryOf<float>({1});
    CUstream_st *on = stream(), *branch = stream();
    CUevent_st *fork = event(), *join = event();
    CUfunc_st *fill = kernel("simple", "fill"), *twice = kernel("simple", "double_it");
    OK(cuStreamBeginCapture_v2(on, THREAD_LOCAL));
    OK(cuEventRecord(fork, on));
    OK(cuStreamWaitEvent(branch, fork, 0));
    OK(launch(fill, 1, 1, branch, at, 3.0f, 1LL));
    OK(launch(fill, 1, 1, on, at, 5.0f, 1LL));
    OK(cuEventRecord(join, branch));
    OK(cuStreamWaitEvent(on, join, 0));
    OK(launch(twice, 1, 1, on, at, at, 1));
    CUgraphExec_st* run = executable(endOf(on));
    bool six = false, ten = false;
    for (int i = 0; i < 50; i++) {
        OK(cuGraphLaunch(run, on));
        OK(cuStreamSynchronize(on));
        float value = read<float>(at, 1)[0];
        CHECK(value == 6 || value == 10);
        (value == 6 ? six : ten) = true;
    }
    CHECK(six && ten);
}

TEST(a_capture_depends_on_nothing_outside) {
    CUstream_st *on = stream(), *other = stream();
    CUevent_st* outside = event();
    CUgraph_st* graph;
    OK(cuEventRecord(outside, other));
    OK(cuStreamBeginCapture_v2(on, THREAD_LOCAL));
    EXPECT(CUDA_ERROR_STREAM_CAPTURE_ISOLATION, cuStreamWaitEvent(on, outside, 0));
    EXPECT(CUDA_ERROR_STREAM_CAPTURE_INVALIDATED, cuStreamEndCapture(on, &graph));
    // two captures don't mix
    OK(cuStreamBeginCapture_v2(on, THREAD_LOCAL));
    OK(cuStreamBeginCapture_v2(other, THREAD_LOCAL));
    OK(cuEventRecord(outside, other));
    EXPECT(CUDA_ERROR_STREAM_CAPTURE_MERGE, cuStreamWaitEvent(on, outside, 0));
    EXPECT(CUDA_ERROR_STREAM_CAPTURE_INVALIDATED, cuStreamEndCapture(on, &graph));
    EXPECT(CUDA_ERROR_STREAM_CAPTURE_INVALIDATED, cuStreamEndCapture(other, &graph));
}

TEST(the_legacy_stream_and_captures) {
    CUdeviceptr at = memory(4);
    CUgraph_st* graph;
    EXPECT(CUDA_ERROR_STREAM_CAPTURE_UNSUPPORTED, cuStreamBeginCapture_v2(nullptr, THREAD_LOCAL));
    CUstream_st *blocking = stream(0), *on = stream();
    OK(cuStreamBeginCapture_v2(blocking, THREAD_LOCAL));
    EXPECT(CUDA_ERROR_STREAM_CAPTURE_IMPLICIT, cuMemsetD32_v2(at, 0, 1));
    EXPECT(CUDA_ERROR_STREAM_CAPTURE_INVALIDATED, cuStreamEndCapture(blocking, &graph));
    OK(cuStreamBeginCapture_v2(on, THREAD_LOCAL));
    EXPECT(CUDA_ERROR_ILLEGAL_STATE, cuStreamBeginCapture_v2(on, THREAD_LOCAL));
    OK(cuMemsetD32_v2(at, 0, 1));
    OK(cuStreamEndCapture(on, &graph));
    EXPECT(CUDA_ERROR_ILLEGAL_STATE, cuStreamEndCapture(on, &graph));
}

TEST(an_event_recorded_by_a_graph_tells_the_time_of_each_launch) {
    CUdeviceptr in = memory(256 * 4), out = memory(4);
    CUstream_st* on = stream();
    CUevent_st *start = event(), *end = event();
    CUfunc_st* sum = kernel("together", "block_sum");
    OK(cuStreamBeginCapture_v2(on, THREAD_LOCAL));
    OK(cuEventRecordWithFlags(start, on, 1));
    OK(launch(sum, 1, 256, on, in, out));
    OK(cuEventRecordWithFlags(end, on, 1));
    CUgraph_st* graph = endOf(on);
    EXPECT(3u, nodesOf(graph));
    CUgraphExec_st* run = executable(graph);
    for (int i = 0; i < 2; i++) {
        OK(cuGraphLaunch(run, on));
        float milliseconds = 0;
        EXPECT(CUDA_ERROR_NOT_READY, cuEventElapsedTime(&milliseconds, start, end));
        OK(cuEventSynchronize(end));
        OK(cuEventElapsedTime(&milliseconds, start, end));
        CHECK(milliseconds > 0);
    }
}

TEST(a_graph_whose_memory_was_freed_breaks_the_context) {
    CUdeviceptr at = memory(4);
    CUstream_st* on = stream();
    OK(cuStreamBeginCapture_v2(on, THREAD_LOCAL));
    OK(cuMemsetD32Async(at, 0, 1, on));
    CUgraphExec_st* run = executable(endOf(on));
    OK(cuMemFree_v2(at));
    std::string said = complaints([&] {
        OK(cuGraphLaunch(run, on));
        EXPECT(CUDA_ERROR_ILLEGAL_ADDRESS, cuStreamSynchronize(on));
    });
    CHECK(said.find("have been freed") != std::string::npos);
}
