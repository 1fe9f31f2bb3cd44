package org.duograph.serving.metrics;

import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.IntSupplier;
import org.duograph.serving.Code;

/**
 * Counts requests and measures how long they take; threads share it. Times are in microseconds, as
 * TensorFlow Serving's are.
 */
public final class Metrics {
    /** Where Prometheus finds them, as with TensorFlow Serving. */
    public static final String PATH = "/monitoring/prometheus/metrics";

    private static final String REQUESTS = ":tensorflow:serving:request_count";
    private static final String LATENCY = ":tensorflow:serving:request_latency";
    private static final String RUNTIME = ":tensorflow:serving:runtime_latency";
    private static final String ROWS = "duograph_serving_rows";
    private static final String BATCHES = "duograph_serving_batches";
    private static final String WAITING = "duograph_serving_waiting_requests";

    private final Map<String, LongAdder> requests = new ConcurrentSkipListMap<>();
    private final Map<String, Histogram> latencies = new ConcurrentSkipListMap<>();
    private final Map<String, Histogram> runtimes = new ConcurrentSkipListMap<>();
    private final Map<String, LongAdder> rows = new ConcurrentSkipListMap<>();
    private final Map<String, LongAdder> batches = new ConcurrentSkipListMap<>();
    private volatile IntSupplier waiting = () -> 0;

    /** Says who knows how many requests wait. */
    public void waitingFrom(IntSupplier source) {
        waiting = source;
    }

    /**
     * A request was answered, or refused.
     *
     * @param model one that is there: names that clients invent are not kept
     * @param api such as {@code Predict}
     * @param entrypoint {@code REST} or {@code GRPC}
     */
    public void answered(String model, String api, String entrypoint, Code code, long nanos) {
        String name = label("model_name", model);
        requests.computeIfAbsent(name + "," + label("status", code.name()), k -> new LongAdder())
                .increment();
        latencies
                .computeIfAbsent(
                        name + "," + label("API", api) + "," + label("entrypoint", entrypoint),
                        k -> new Histogram())
                .add(nanos / 1e3);
    }

    /** A model ran once, for some rows. */
    public void ran(String model, int count, long nanos) {
        String name = label("model_name", model);
        runtimes.computeIfAbsent(
                        name + "," + label("API", "Predict") + "," + label("runtime", "Duograph"),
                        k -> new Histogram())
                .add(nanos / 1e3);
        rows.computeIfAbsent(name, k -> new LongAdder()).add(count);
        batches.computeIfAbsent(name, k -> new LongAdder()).increment();
    }

    private static String label(String name, String value) {
        String escaped = value.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n");
        return name + "=\"" + escaped + "\"";
    }

    /** All of it in Prometheus' text format. */
    public String text() {
        StringBuilder out = new StringBuilder();
        counters(out, REQUESTS, requests);
        histograms(out, LATENCY, latencies);
        histograms(out, RUNTIME, runtimes);
        counters(out, BATCHES, batches);
        counters(out, ROWS, rows);
        one(out, WAITING, "gauge", waiting.getAsInt());
        var memory = ManagementFactory.getMemoryMXBean();
        one(out, "jvm_memory_used_bytes", "gauge", memory.getHeapMemoryUsage().getUsed());
        one(out, "jvm_memory_max_bytes", "gauge", memory.getHeapMemoryUsage().getMax());
        one(out, "jvm_threads", "gauge", ManagementFactory.getThreadMXBean().getThreadCount());
        long collecting = 0;
        for (GarbageCollectorMXBean collector : ManagementFactory.getGarbageCollectorMXBeans()) {
            collecting += Math.max(0, collector.getCollectionTime());
        }
        one(out, "jvm_gc_seconds_total", "counter", collecting / 1e3);
        double uptime = ManagementFactory.getRuntimeMXBean().getUptime() / 1e3;
        one(out, "process_uptime_seconds", "gauge", uptime);
        return out.toString();
    }

    private static void type(StringBuilder out, String name, String type) {
        out.append("# TYPE ").append(name).append(' ').append(type).append('\n');
    }

    private static void one(StringBuilder out, String name, String type, double value) {
        type(out, name, type);
        boolean whole = value == Math.rint(value) && Math.abs(value) < 1e15;
        out.append(name).append(' ');
        out.append(whole ? Long.toString((long) value) : Double.toString(value)).append('\n');
    }

    private static void counters(StringBuilder out, String name, Map<String, LongAdder> counts) {
        type(out, name, "counter");
        counts.forEach(
                (labels, count) ->
                        out.append(name)
                                .append('{')
                                .append(labels)
                                .append("} ")
                                .append(count.sum())
                                .append('\n'));
    }

    private static void histograms(StringBuilder out, String name, Map<String, Histogram> all) {
        type(out, name, "histogram");
        all.forEach((labels, histogram) -> histogram.write(out, name, labels));
    }
}
