// Streams, their order, and events.
#include "streams.h"

#include "control.h"
#include "graphs.h"

#include <algorithm>
#include <chrono>
#include <map>
#include <random>

namespace standin {

namespace {

std::map<Stream*, std::shared_ptr<Stream>> streams;  // those that were created
std::set<CUevent_st*> events;

// Whether all that the first operation of a stream waits for is done.
bool mayRun(const Stream& stream) {
    if (stream.running || stream.queue.empty()) return false;
    for (const Point& point : stream.queue.front().after) {
        if (point.stream->done < point.count) return false;
    }
    return true;
}

void runUntil(const Point& point);

// Runs the first operation of a stream, and before it what it waits for.
void runFirst(Stream& stream) {
    // copied: running what it waits for may run this one too, through a wait in the other direction
    std::vector<Point> after = stream.queue.front().after;
    uint64_t count = stream.done;
    for (const Point& point : after) runUntil(point);
    if (stream.done != count) return;
    Queued first = std::move(stream.queue.front());
    stream.queue.pop_front();
    stream.running = true;
    run(*stream.context, first.operation);
    stream.running = false;
    stream.done++;
}

std::mt19937& dice() {
    static std::mt19937 generator(static_cast<unsigned>(number("seed", 1)));
    return generator;
}

enum class Order { LAZY, EAGER, RANDOM };

Order order() {
    static unsigned version = 0;
    static Order last;
    if (version != settingsVersion()) {
        version = settingsVersion();
        std::string name = setting("order", "lazy");
        last = name == "eager" ? Order::EAGER : name == "random" ? Order::RANDOM : Order::LAZY;
    }
    return last;
}

// Runs some operations that may run now, of any streams; often none.
void stir() {
    if (dice()() % 2 == 0) return;
    for (unsigned left = dice()() % 4; left > 0; left--) {
        std::vector<std::shared_ptr<Stream>> able;
        for (auto& [handle, stream] : streams) {
            if (mayRun(*stream)) able.push_back(stream);
        }
        if (able.empty()) return;
        runFirst(*able[dice()() % able.size()]);
    }
}

void runUntil(const Point& point) {
    bool random = order() == Order::RANDOM;
    while (point.stream->done < point.count) {
        if (random) stir();
        if (point.stream->done < point.count) runFirst(*point.stream);
    }
}

bool isLegacy(const Stream& stream) { return stream.context->legacyStream.get() == &stream; }

bool blocks(const Stream& stream) { return !isLegacy(stream) && (stream.flags & STREAM_NON_BLOCKING) == 0; }

// The legacy stream and the blocking ones wait for each other.
std::vector<Point> implicitWaits(const Stream& stream) {
    std::vector<Point> points;
    const std::shared_ptr<Stream>& legacy = stream.context->legacyStream;
    if (blocks(stream)) points.push_back({legacy, legacy->put});
    if (isLegacy(stream)) {
        forEachStream(*stream.context, [&](const std::shared_ptr<Stream>& other) {
            if (blocks(*other)) points.push_back({other, other->put});
        });
    }
    points.erase(std::remove_if(points.begin(), points.end(),
                                [](const Point& point) { return point.stream->done >= point.count; }),
                 points.end());
    return points;
}

int64_t now() {
    return std::chrono::duration_cast<std::chrono::nanoseconds>(std::chrono::steady_clock::now().time_since_epoch())
            .count();
}

Operation recording(const std::shared_ptr<Moment>& moment) {
    return {NodeType::EVENT_RECORD, "cuEventRecord", [moment] {
                moment->passed = true;
                moment->nanoseconds = now();
                return 0;
            }};
}

}  // namespace

std::shared_ptr<Stream> makeLegacyStream(Context& context) {
    auto stream = std::make_shared<Stream>();
    stream->context = &context;
    stream->flags = 0;
    stream->priority = 0;
    return stream;
}

Stream* createStream(Context& context, unsigned flags, int priority) {
    require(flags <= STREAM_NON_BLOCKING, CUDA_ERROR_INVALID_VALUE);
    auto stream = makeLegacyStream(context);
    stream->flags = flags;
    stream->priority = std::clamp(priority, -5, 0);
    streams[stream.get()] = stream;
    counter("live.streams")++;
    return stream.get();
}

void destroyStream(Stream* handle) {
    auto entry = streams.find(handle);
    require(entry != streams.end(), CUDA_ERROR_INVALID_HANDLE);
    std::shared_ptr<Stream> stream = entry->second;
    if (stream->capture) abandon(stream);
    finish(stream);
    streams.erase(handle);
    counter("live.streams")--;
}

void destroyStreams(Context& context) {
    std::vector<Stream*> gone;
    for (auto& [handle, stream] : streams) {
        if (stream->context == &context) gone.push_back(handle);
    }
    for (Stream* handle : gone) destroyStream(handle);
    std::set<CUevent_st*> all = events;
    for (CUevent_st* event : all) {
        if (event->context == &context) destroyEvent(event);
    }
}

std::shared_ptr<Stream> streamOf(CUstream_st* handle) {
    if (reinterpret_cast<uintptr_t>(handle) <= 2) {  // null, CU_STREAM_LEGACY, CU_STREAM_PER_THREAD
        require(currentContext() != nullptr, CUDA_ERROR_INVALID_CONTEXT);
        return checked(currentContext()).legacyStream;
    }
    auto entry = streams.find(handle);
    require(entry != streams.end(), CUDA_ERROR_INVALID_HANDLE);
    return entry->second;
}

size_t drawn(size_t n) { return order() == Order::RANDOM ? dice()() % n : 0; }

void put(const std::shared_ptr<Stream>& stream, Operation operation) {
    // a stream takes work of its own context only
    require(stream->context == currentContext(), CUDA_ERROR_INVALID_HANDLE);
    if (stream->capture) {
        addNode(*stream, std::move(operation));
        return;
    }
    if (isLegacy(*stream)) refuseWhereCaptured(*stream->context);
    std::vector<Point> after = implicitWaits(*stream);
    after.insert(after.end(), stream->waits.begin(), stream->waits.end());
    stream->waits.clear();
    stream->queue.push_back({std::move(operation), std::move(after)});
    stream->put++;
    Order now = order();
    if (now == Order::EAGER) runUntil({stream, stream->put});
    if (now == Order::RANDOM) stir();
}

void run(Context& context, const Operation& operation) {
    if (context.error != 0) return;  // what was queued behind an error never runs
    int error = failureOfWork(operation.name);
    if (error == 0) error = operation.run();
    if (error != 0) context.error = static_cast<CUresult>(error);
}

void finish(const std::shared_ptr<Stream>& stream) {
    runUntil({stream, stream->put});
    for (const Point& point : implicitWaits(*stream)) runUntil(point);
    for (const Point& point : stream->waits) runUntil(point);
    stream->waits.clear();
}

void finishStreams(Context& context) {
    forEachStream(context, [](const std::shared_ptr<Stream>& stream) { finish(stream); });
}

bool progress(const std::shared_ptr<Stream>& stream) {
    if (stream->done < stream->put) {
        runFirst(*stream);
    } else {
        finish(stream);
    }
    return stream->done >= stream->put;
}

CUevent_st* createEvent(Context& context, unsigned flags) {
    CUevent_st* event = new CUevent_st{&context, flags, {}, nullptr, nullptr, {}};
    events.insert(event);
    counter("live.events")++;
    return event;
}

CUevent_st& checked(CUevent_st* event) {
    require(events.count(event) > 0, CUDA_ERROR_INVALID_HANDLE);
    return *event;
}

void destroyEvent(CUevent_st* event) {
    checked(event);
    events.erase(event);
    delete event;
    counter("live.events")--;
}

void record(CUevent_st& event, const std::shared_ptr<Stream>& stream, unsigned flags) {
    require(event.context == stream->context, CUDA_ERROR_INVALID_HANDLE);
    auto moment = std::make_shared<Moment>();
    if (stream->capture && (flags & EVENT_EXTERNAL) == 0) {
        requireValid(*stream);
        event.capture = stream->capture;
        event.nodes = stream->lastNodes;
        event.recorded = {};
        return;
    }
    if (stream->capture) {
        // a node that records: each launch of the graph passes the event anew
        event.moment = moment;
        Operation node = recording(moment);
        node.event = &event;
        put(stream, std::move(node));
        return;
    }
    event.capture = nullptr;
    event.moment = moment;
    event.recorded = {stream, stream->put + 1};
    put(stream, recording(moment));
}

void recordByGraph(CUevent_st* event, const Point& launch) {
    if (events.count(event) == 0) return;
    event->capture = nullptr;
    event->recorded = launch;
    event->moment->passed = false;
}

void waitFor(CUevent_st& event, const std::shared_ptr<Stream>& stream, unsigned flags) {
    if (event.capture || (stream->capture && event.recorded.stream && flags == 0)) {
        waitInCapture(event, stream);
    } else if (stream->capture && event.recorded.stream) {
        Point point = event.recorded;
        put(stream, {NodeType::WAIT_EVENT, "cuStreamWaitEvent", [point] {
                         runUntil(point);
                         return 0;
                     }});
    } else if (event.recorded.stream) {
        // waits for the record that is the last one now, whatever is recorded later
        stream->waits.push_back(event.recorded);
    }
}

void finish(CUevent_st& event) {
    require(!event.capture, CUDA_ERROR_CAPTURED_EVENT);
    if (event.recorded.stream) runUntil(event.recorded);
}

bool progress(CUevent_st& event) {
    require(!event.capture, CUDA_ERROR_CAPTURED_EVENT);
    const Point& point = event.recorded;
    if (point.stream && point.stream->done < point.count) runFirst(*point.stream);
    return !point.stream || point.stream->done >= point.count;
}

void forEachStream(Context& context, const std::function<void(const std::shared_ptr<Stream>&)>& action) {
    if (context.legacyStream) action(context.legacyStream);
    std::vector<std::shared_ptr<Stream>> own;  // copied, since the action may change the list
    for (auto& [handle, stream] : streams) {
        if (stream->context == &context) own.push_back(stream);
    }
    for (const auto& stream : own) action(stream);
}

}  // namespace standin
