package org.duograph.workspace.net;

import org.duograph.workspace.proto.DeviceOption;
import org.duograph.workspace.proto.DeviceType;

/** Devices, as operators and nets name them; Caffe2 calls them {@code core.DeviceOption}. */
public final class Devices {
    private Devices() {}

    /** The processor. */
    public static DeviceOption cpu() {
        return DeviceOption.newBuilder().setDeviceType(DeviceType.CPU_VALUE).build();
    }

    /** A GPU of NVIDIA's; the first has number 0. */
    public static DeviceOption cuda(int gpu) {
        return DeviceOption.newBuilder()
                .setDeviceType(DeviceType.CUDA_VALUE)
                .setCudaGpuId(gpu)
                .build();
    }

    /** The same device with a seed for the random operators that run on it. */
    public static DeviceOption seeded(DeviceOption device, int seed) {
        return device.toBuilder().setRandomSeed(seed).build();
    }
}
