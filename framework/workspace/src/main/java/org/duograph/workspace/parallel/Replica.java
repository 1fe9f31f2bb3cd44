package org.duograph.workspace.parallel;

import org.duograph.workspace.net.Scopes;
import org.duograph.workspace.proto.DeviceOption;
import org.duograph.workspace.proto.DeviceType;

/**
 * A model on one of its devices.
 *
 * @param scope the name scope of its blobs, such as {@code gpu_0}
 * @param device where it runs
 */
record Replica(String scope, DeviceOption device) {
    /** The replica of a device: {@code gpu_1} on the second GPU, {@code cpu_1} otherwise. */
    static Replica on(DeviceOption device) {
        boolean gpu = device.getDeviceType() == DeviceType.CUDA_VALUE;
        return new Replica((gpu ? "gpu_" : "cpu_") + device.getCudaGpuId(), device);
    }

    /** The full name of a blob. */
    String blob(String name) {
        return prefix() + name;
    }

    /** What the names of its blobs begin with. */
    String prefix() {
        return scope + "/";
    }

    /** Whether a blob is one of its own. */
    boolean owns(String blob) {
        return blob.startsWith(prefix());
    }

    /** The name that a blob of its own has in every replica. */
    String plain(String blob) {
        return blob.substring(prefix().length());
    }

    /** Writes operators of this replica: in its name scope, for its device. */
    @SuppressWarnings("try") // open scopes are asked for by whoever writes
    void write(Runnable operators) {
        try (Scopes.Scope name = Scopes.name(scope);
                Scopes.Scope on = Scopes.device(device)) {
            operators.run();
        }
    }
}
