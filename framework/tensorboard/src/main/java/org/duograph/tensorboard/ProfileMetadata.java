package org.duograph.tensorboard;

import org.duograph.measure.Profile;
import org.duograph.session.proto.DeviceStepStats;
import org.duograph.session.proto.NodeExecStats;
import org.duograph.session.proto.RunMetadata;
import org.duograph.session.proto.StepStats;

/** The profile of a plan as TensorFlow tells it: its steps one after the other, on one device. */
final class ProfileMetadata {
    private ProfileMetadata() {}

    static RunMetadata of(Profile profile) {
        DeviceStepStats.Builder device = DeviceStepStats.newBuilder().setDevice("/device:CPU:0");
        double start = 0;
        for (Profile.Line line : profile.lines()) {
            double end = start + line.millis() * 1e3;
            long micros = Math.max(1, Math.round(end) - Math.round(start));
            device.addNodeStats(
                    NodeExecStats.newBuilder()
                            .setNodeName(line.label())
                            .setTimelineLabel(line.label() + " [" + line.implementation() + "]")
                            .setAllStartMicros(Math.round(start))
                            .setOpEndRelMicros(micros)
                            .setAllEndRelMicros(micros));
            start = end;
        }
        return RunMetadata.newBuilder()
                .setStepStats(StepStats.newBuilder().addDevStats(device))
                .build();
    }
}
