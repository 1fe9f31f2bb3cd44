// Captures and graphs.
#include "graphs.h"

#include "control.h"

#include <algorithm>

namespace standin {

namespace {

std::vector<std::shared_ptr<Capture>> captures;  // those under way
std::set<CUgraph_st*> graphs;
std::set<CUgraphExec_st*> executables;
thread_local CaptureMode threadMode = CaptureMode::GLOBAL;

void addTo(std::vector<size_t>& nodes, const std::vector<size_t>& more) {
    for (size_t node : more) {
        if (std::find(nodes.begin(), nodes.end(), node) == nodes.end()) nodes.push_back(node);
    }
}

// Takes the capture away from all streams that are part of it.
void detach(Capture& capture) {
    forEachStream(*capture.origin->context, [&](const std::shared_ptr<Stream>& stream) {
        if (stream->capture.get() != &capture) return;
        stream->lastNodes.clear();
        stream->capture = nullptr;
    });
    capture.ended = true;
    captures.erase(std::remove_if(captures.begin(), captures.end(), [&](auto& other) { return other.get() == &capture; }),
                   captures.end());
}

// Whether each node is one of the last ones or comes before one of them.
bool leadsTo(const std::vector<size_t>& last, const Nodes& nodes) {
    std::vector<bool> reached(nodes.size());
    for (size_t node : last) reached[node] = true;
    for (size_t i = nodes.size(); i-- > 0;) {  // a node comes behind earlier ones only
        if (!reached[i]) continue;
        for (size_t before : nodes[i]->after) reached[before] = true;
    }
    return std::all_of(reached.begin(), reached.end(), [](bool r) { return r; });
}

}  // namespace

void beginCapture(const std::shared_ptr<Stream>& stream, CaptureMode mode) {
    require(stream != stream->context->legacyStream, CUDA_ERROR_STREAM_CAPTURE_UNSUPPORTED);
    require(!stream->capture, CUDA_ERROR_ILLEGAL_STATE);
    auto capture = std::make_shared<Capture>();
    capture->origin = stream.get();
    capture->mode = mode;
    capture->thread = std::this_thread::get_id();
    captures.push_back(capture);
    stream->capture = capture;
    stream->lastNodes.clear();
}

CUgraph_st* endCapture(const std::shared_ptr<Stream>& stream) {
    std::shared_ptr<Capture> capture = stream->capture;
    require(capture != nullptr, CUDA_ERROR_ILLEGAL_STATE);
    require(capture->origin == stream.get(), CUDA_ERROR_STREAM_CAPTURE_UNMATCHED);
    bool othersThread = capture->thread != std::this_thread::get_id() && capture->mode != CaptureMode::RELAXED;
    require(!othersThread, CUDA_ERROR_STREAM_CAPTURE_WRONG_THREAD);
    std::vector<size_t> last = stream->lastNodes;
    detach(*capture);
    require(!capture->invalid, CUDA_ERROR_STREAM_CAPTURE_INVALIDATED);
    require(leadsTo(last, capture->nodes), CUDA_ERROR_STREAM_CAPTURE_UNJOINED);
    CUgraph_st* graph = new CUgraph_st{capture->nodes};
    graphs.insert(graph);
    counter("live.graphs")++;
    return graph;
}

void abandon(const std::shared_ptr<Stream>& stream) {
    std::shared_ptr<Capture> capture = stream->capture;
    if (capture->origin == stream.get()) {
        detach(*capture);
    } else {
        capture->invalid = true;
    }
    stream->capture = nullptr;
}

CaptureStatus statusOf(const Stream& stream) {
    if (!stream.capture) return CaptureStatus::NONE;
    return stream.capture->invalid ? CaptureStatus::INVALIDATED : CaptureStatus::ACTIVE;
}

CaptureMode exchangeMode(CaptureMode mode) {
    std::swap(threadMode, mode);
    return mode;
}

void requireValid(const Stream& stream) {
    require(!stream.capture->invalid, CUDA_ERROR_STREAM_CAPTURE_INVALIDATED);
}

void addNode(Stream& stream, Operation operation) {
    requireValid(stream);
    Nodes& nodes = stream.capture->nodes;
    nodes.push_back(std::make_shared<CUgraphNode_st>(CUgraphNode_st{std::move(operation), stream.lastNodes}));
    stream.lastNodes = {nodes.size() - 1};
}

void waitInCapture(CUevent_st& event, const std::shared_ptr<Stream>& stream) {
    if (!event.capture) {
        stream->capture->invalid = true;
        throw Refusal{CUDA_ERROR_STREAM_CAPTURE_ISOLATION};
    }
    require(!event.capture->ended, CUDA_ERROR_CAPTURED_EVENT);
    require(!event.capture->invalid, CUDA_ERROR_STREAM_CAPTURE_INVALIDATED);
    if (!stream->capture) {  // the stream joins the capture
        require(stream != stream->context->legacyStream, CUDA_ERROR_STREAM_CAPTURE_IMPLICIT);
        stream->capture = event.capture;
        stream->lastNodes = event.nodes;
        return;
    }
    if (stream->capture != event.capture) {
        stream->capture->invalid = true;
        event.capture->invalid = true;
        throw Refusal{CUDA_ERROR_STREAM_CAPTURE_MERGE};
    }
    addTo(stream->lastNodes, event.nodes);
}

void refuseUnsafe() {
    if (captures.empty() || threadMode == CaptureMode::RELAXED) return;
    bool refused = false;
    for (const auto& capture : captures) {
        bool own = capture->thread == std::this_thread::get_id();
        bool forbids = own ? capture->mode != CaptureMode::RELAXED
                           : capture->mode == CaptureMode::GLOBAL && threadMode == CaptureMode::GLOBAL;
        if (!forbids) continue;
        capture->invalid = true;
        refused = true;
    }
    require(!refused, CUDA_ERROR_STREAM_CAPTURE_UNSUPPORTED);
}

void refuseWhereCaptured(Context& context) {
    bool refused = false;
    forEachStream(context, [&](const std::shared_ptr<Stream>& stream) {
        if (!stream->capture || (stream->flags & STREAM_NON_BLOCKING) != 0) return;
        stream->capture->invalid = true;
        refused = true;
    });
    require(!refused, CUDA_ERROR_STREAM_CAPTURE_IMPLICIT);
}

CUgraph_st& checked(CUgraph_st* graph) {
    require(graphs.count(graph) > 0, CUDA_ERROR_INVALID_VALUE);
    return *graph;
}

CUgraphExec_st& checked(CUgraphExec_st* graph) {
    require(executables.count(graph) > 0, CUDA_ERROR_INVALID_VALUE);
    return *graph;
}

CUgraphNode_st& checked(CUgraphNode_st* node) {
    for (CUgraph_st* graph : graphs) {
        for (const auto& other : graph->nodes) {
            if (other.get() == node) return *node;
        }
    }
    throw Refusal{CUDA_ERROR_INVALID_VALUE};
}

void destroy(CUgraph_st* graph) {
    graphs.erase(&checked(graph));
    delete graph;
    counter("live.graphs")--;
}

CUgraphExec_st* instantiate(Context& context, CUgraph_st& graph) {
    CUgraphExec_st* executable = new CUgraphExec_st{&context, graph.nodes};
    executables.insert(executable);
    counter("live.graph-executables")++;
    return executable;
}

void destroy(CUgraphExec_st* graph) {
    executables.erase(&checked(graph));
    delete graph;
    counter("live.graph-executables")--;
}

void destroyExecutables(Context& context) {
    std::set<CUgraphExec_st*> all = executables;
    for (CUgraphExec_st* graph : all) {
        if (graph->context == &context) destroy(graph);
    }
}

// Runs the nodes in an order that suits their dependencies: that of their capture, or a random one.
static void runNodes(Context& context, const Nodes& nodes) {
    static long long& nodesRun = counter("run.graph.nodes");
    std::vector<size_t> waitsFor(nodes.size()), able;
    std::vector<std::vector<size_t>> behind(nodes.size());
    for (size_t i = 0; i < nodes.size(); i++) {
        waitsFor[i] = nodes[i]->after.size();
        for (size_t before : nodes[i]->after) behind[before].push_back(i);
        if (waitsFor[i] == 0) able.push_back(i);
    }
    while (!able.empty()) {
        auto next = able.begin() + static_cast<std::ptrdiff_t>(drawn(able.size()));
        size_t node = *next;
        able.erase(next);
        nodesRun++;
        run(context, nodes[node]->operation);
        for (size_t i : behind[node]) {
            if (--waitsFor[i] == 0) able.insert(std::upper_bound(able.begin(), able.end(), i), i);
        }
    }
}

void launch(CUgraphExec_st& graph, const std::shared_ptr<Stream>& stream) {
    require(graph.context == stream->context, CUDA_ERROR_INVALID_HANDLE);
    // the nodes are kept by the work: the graph may be destroyed before it runs
    Nodes nodes = graph.nodes;
    Context* context = graph.context;
    if (!stream->capture) {
        for (const auto& node : nodes) {
            if (node->operation.event != nullptr) recordByGraph(node->operation.event, {stream, stream->put + 1});
        }
    }
    put(stream, {NodeType::GRAPH, "cuGraphLaunch", [nodes, context] {
                     static long long& launches = counter("run.graph.launches");
                     launches++;
                     runNodes(*context, nodes);
                     return 0;
                 }});
}

}  // namespace standin
