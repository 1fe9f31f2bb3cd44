// Streams and events: work that is queued, in which order it runs, and who waits for it.
//
// Work that is put on a stream waits there until something waits for it: a test in which a wait is missing reads junk
// or old numbers, every time. The setting `order` changes that: `eager` runs work at once, `random` runs the fronts of
// all streams in an order drawn from the setting `seed`, at arbitrary calls.
#pragma once

#include "contexts.h"
#include "standin.h"

#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <vector>

struct CUevent_st;

namespace standin {

struct Capture;

// The types of a graph's nodes (CUgraphNodeType).
enum class NodeType { KERNEL = 0, MEMCPY = 1, MEMSET = 2, HOST = 3, GRAPH = 4, WAIT_EVENT = 6, EVENT_RECORD = 7 };

using Stream = CUstream_st;

// A place in a stream's work: all of the first `count` operations.
struct Point {
    std::shared_ptr<Stream> stream;
    uint64_t count = 0;
};

// A piece of work. Running it gives 0 or an error that breaks the context.
struct Operation {
    NodeType type;
    const char* name;
    std::function<int()> run;
    CUevent_st* event = nullptr;  // the one that it records, as a node of a graph
};

struct Queued {
    Operation operation;
    std::vector<Point> after;  // besides what stands before it in its own stream
};

// When an event was passed, in nanoseconds; shared with the operation that records it.
struct Moment {
    bool passed = false;
    int64_t nanoseconds = 0;
};

}  // namespace standin

// A CUstream points to one.
struct CUstream_st {
    standin::Context* context;
    unsigned flags;
    int priority;
    std::deque<standin::Queued> queue;
    uint64_t put = 0, done = 0;
    bool running = false;               // an operation of it, right now
    std::vector<standin::Point> waits;  // events that the next operation waits for

    std::shared_ptr<standin::Capture> capture;  // or null
    std::vector<size_t> lastNodes;              // of the capture: what the next node comes behind
};

// A CUevent points to one.
struct CUevent_st {
    standin::Context* context;
    unsigned flags;
    standin::Point recorded;                  // without a stream: never recorded
    std::shared_ptr<standin::Moment> moment;  // of the last record
    std::shared_ptr<standin::Capture> capture;  // in which it was recorded last, or null
    std::vector<size_t> nodes;                  // the nodes before that record
};

namespace standin {

enum { STREAM_NON_BLOCKING = 1, EVENT_DISABLE_TIMING = 2, EVENT_EXTERNAL = 1 };

std::shared_ptr<Stream> makeLegacyStream(Context& context);
Stream* createStream(Context& context, unsigned flags, int priority);
void destroyStream(Stream* stream);
void destroyStreams(Context& context);  // and its events

// The stream behind a handle; null is the legacy stream of the current context.
std::shared_ptr<Stream> streamOf(CUstream_st* handle);

// Puts work behind all that is on the stream, or records it where the stream is capturing.
void put(const std::shared_ptr<Stream>& stream, Operation operation);

// In the random order: which of n things comes next; else the first one.
size_t drawn(size_t n);

// Runs a piece of work now, unless its context is broken.
void run(Context& context, const Operation& operation);

void finish(const std::shared_ptr<Stream>& stream);  // waits for all that is on it
void finishStreams(Context& context);
bool progress(const std::shared_ptr<Stream>& stream);  // runs a little; whether all is done

CUevent_st* createEvent(Context& context, unsigned flags);
CUevent_st& checked(CUevent_st* event);
void destroyEvent(CUevent_st* event);
void record(CUevent_st& event, const std::shared_ptr<Stream>& stream, unsigned flags);
void recordByGraph(CUevent_st* event, const Point& launch);  // the launch of a graph in which it is recorded
void waitFor(CUevent_st& event, const std::shared_ptr<Stream>& stream, unsigned flags);
void finish(CUevent_st& event);
bool progress(CUevent_st& event);

// Calls `action` for each stream of a context, the legacy one too.
void forEachStream(Context& context, const std::function<void(const std::shared_ptr<Stream>&)>& action);

}  // namespace standin
