package org.duograph.session;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.duograph.measure.Trace;
import org.duograph.session.proto.AllocatorMemoryUsed;
import org.duograph.session.proto.DeviceStepStats;
import org.duograph.session.proto.NodeExecStats;
import org.duograph.session.proto.RunMetadata;
import org.duograph.session.proto.StepStats;

/**
 * What a run did when, TensorFlow's {@code timeline.Timeline}.
 *
 * <pre>{@code
 * RunMetadata.Builder metadata = RunMetadata.newBuilder();
 * session.newRun().feed(x, images).metadata(metadata).run(y);
 * String json = Timeline.chromeTrace(metadata.build());
 * }</pre>
 */
public final class Timeline {
    private Timeline() {}

    /** A run's steps in Chrome's trace event format, for Perfetto and {@code chrome://tracing}. */
    public static String chromeTrace(RunMetadata run) {
        List<Trace.Event> events = new ArrayList<>();
        List<Trace.Level> levels = new ArrayList<>();
        for (DeviceStepStats device : run.getStepStats().getDevStatsList()) {
            for (NodeExecStats node : device.getNodeStatsList()) {
                String name = node.getNodeName();
                events.add(
                        new Trace.Event(
                                device.getDevice(),
                                name.split(" ")[0],
                                name,
                                node.getAllStartMicros(),
                                node.getAllEndRelMicros(),
                                Map.of("label", node.getTimelineLabel())));
                for (AllocatorMemoryUsed memory : node.getMemoryList()) {
                    levels.add(
                            new Trace.Level(
                                    memory.getAllocatorName(),
                                    node.getAllStartMicros(),
                                    memory.getLiveBytes()));
                }
            }
        }
        return new Trace(events, levels).json();
    }

    /** A trace as TensorFlow's message: its steps by their devices, each with the memory in use. */
    static RunMetadata metadata(Trace trace) {
        Map<String, DeviceStepStats.Builder> devices = new LinkedHashMap<>();
        for (Trace.Event event : trace.events()) {
            long start = Math.round(event.micros());
            long micros = Math.max(1, Math.round(event.micros() + event.duration()) - start);
            NodeExecStats.Builder node =
                    NodeExecStats.newBuilder()
                            .setNodeName(event.name())
                            .setTimelineLabel(
                                    event.name() + " [" + event.facts().get("implementation") + "]")
                            .setAllStartMicros(start)
                            .setOpEndRelMicros(micros)
                            .setAllEndRelMicros(micros);
            for (Trace.Level level : trace.levels()) {
                if (level.device().equals(event.device()) && level.micros() == event.micros()) {
                    node.addMemory(
                            AllocatorMemoryUsed.newBuilder()
                                    .setAllocatorName(level.device())
                                    .setLiveBytes(level.bytes()));
                }
            }
            devices.computeIfAbsent(
                            event.device(), name -> DeviceStepStats.newBuilder().setDevice(name))
                    .addNodeStats(node);
        }
        StepStats.Builder stats = StepStats.newBuilder();
        devices.values().forEach(stats::addDevStats);
        return RunMetadata.newBuilder().setStepStats(stats).build();
    }
}
