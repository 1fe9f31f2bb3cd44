package org.duograph.workspace.net;

import org.duograph.workspace.proto.DeviceOption;
import org.duograph.workspace.proto.DeviceType;

/**
 * Devices, as operators and nets name them; Caffe2 calls them {@code core.DeviceOption}.
 *
 * <p>An operator that names none takes its net's ({@link Net#runAllOn}), and where that names none
 * either, it runs on the workspace's preferred backend. Where a device can't be used, the preferred
 * backend does its work, and a warning in the log says why. Nobody needs to copy blobs between
 * devices: a plan does where it has to, and shows it.
 */
public final class Devices {
    /** The backend for NVIDIA's GPUs. */
    public static final String CUDA = "cuda";

    /** The backend of oneDNN, which Caffe2 knew as MKL-DNN. */
    public static final String ONEDNN = "onednn";

    private Devices() {}

    /** The processor. */
    public static DeviceOption cpu() {
        return cpu(0);
    }

    /**
     * The processor as one of several devices side by side, each with a backend of its own: to try
     * what is meant for several devices where there is one.
     */
    public static DeviceOption cpu(int index) {
        return option(DeviceType.CPU_VALUE, index);
    }

    /** A GPU of NVIDIA's; the first has number 0. */
    public static DeviceOption cuda(int gpu) {
        return DeviceOption.newBuilder()
                .setDeviceType(DeviceType.CUDA_VALUE)
                .setCudaGpuId(gpu)
                .build();
    }

    /** The processor by way of oneDNN, whatever else the workspace prefers. */
    public static DeviceOption onednn(int index) {
        return option(DeviceType.MKLDNN_VALUE, index);
    }

    private static DeviceOption option(int type, int index) {
        DeviceOption.Builder option = DeviceOption.newBuilder().setDeviceType(type);
        return index == 0 ? option.build() : option.setCudaGpuId(index).build();
    }

    /** The same device with a seed for the random operators that run on it. */
    public static DeviceOption seeded(DeviceOption device, int seed) {
        return device.toBuilder().setRandomSeed(seed).build();
    }
}
