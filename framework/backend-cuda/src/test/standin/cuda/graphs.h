// Captures, and the graphs that come of them.
#pragma once

#include "streams.h"

#include <memory>
#include <set>
#include <thread>
#include <vector>

// A CUgraphNode points to one.
struct CUgraphNode_st {
    standin::Operation operation;
    std::vector<size_t> after;  // the nodes it comes behind, by their place in the graph
};

namespace standin {
using Nodes = std::vector<std::shared_ptr<CUgraphNode_st>>;
}

// A CUgraph points to one.
struct CUgraph_st {
    standin::Nodes nodes;
};

// A CUgraphExec points to one. It shares the nodes, so it lives on when its graph is destroyed.
struct CUgraphExec_st {
    standin::Context* context;
    standin::Nodes nodes;
};

namespace standin {

enum class CaptureMode { GLOBAL = 0, THREAD_LOCAL = 1, RELAXED = 2 };
enum class CaptureStatus { NONE = 0, ACTIVE = 1, INVALIDATED = 2 };

// A capture, from cuStreamBeginCapture to cuStreamEndCapture.
struct Capture {
    Stream* origin;
    CaptureMode mode;
    std::thread::id thread;
    bool invalid = false;
    bool ended = false;
    Nodes nodes;
};

void beginCapture(const std::shared_ptr<Stream>& stream, CaptureMode mode);
CUgraph_st* endCapture(const std::shared_ptr<Stream>& stream);  // refuses with the reason why there is no graph
void abandon(const std::shared_ptr<Stream>& stream);            // the stream is destroyed while it captures
CaptureStatus statusOf(const Stream& stream);
CaptureMode exchangeMode(CaptureMode mode);  // the calling thread's

void requireValid(const Stream& stream);
void addNode(Stream& stream, Operation operation);
void waitInCapture(CUevent_st& event, const std::shared_ptr<Stream>& stream);

// Refuses a call that allocates, frees or waits, where the modes of captures and of the thread forbid it. The
// captures that forbade it are invalid from then on.
void refuseUnsafe();
// Refuses what would make the legacy stream wait for a stream that is being captured.
void refuseWhereCaptured(Context& context);

CUgraph_st& checked(CUgraph_st* graph);
CUgraphExec_st& checked(CUgraphExec_st* graph);
CUgraphNode_st& checked(CUgraphNode_st* node);
void destroy(CUgraph_st* graph);
CUgraphExec_st* instantiate(Context& context, CUgraph_st& graph);
void destroy(CUgraphExec_st* graph);
void destroyExecutables(Context& context);
void launch(CUgraphExec_st& graph, const std::shared_ptr<Stream>& stream);

}  // namespace standin
