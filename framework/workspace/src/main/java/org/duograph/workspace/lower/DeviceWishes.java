package org.duograph.workspace.lower;

import java.util.OptionalLong;
import org.duograph.graph.Device;
import org.duograph.graph.Node;
import org.duograph.workspace.net.Devices;
import org.duograph.workspace.proto.DeviceOption;
import org.duograph.workspace.proto.DeviceType;
import org.duograph.workspace.proto.NetDef;
import org.duograph.workspace.proto.OperatorDef;

/** Device options of nets as the wishes and seeds of nodes, and the way back. */
final class DeviceWishes {
    private DeviceWishes() {}

    /** A net inside another, which says where it runs: like the other one, if it says nothing. */
    static NetDef inside(NetDef inner, NetDef outer) {
        boolean inherits = !inner.hasDeviceOption() && outer.hasDeviceOption();
        return inherits
                ? inner.toBuilder().setDeviceOption(outer.getDeviceOption()).build()
                : inner;
    }

    /**
     * What an operator asks for. One that names no device, perhaps a seed alone, takes the net's;
     * one that has no option at all takes the net's seed as well.
     *
     * @param origin the operator's place, for errors and for the node
     */
    static Node.Settings of(OperatorDef op, NetDef net, String origin) {
        DeviceOption own = op.hasDeviceOption() ? op.getDeviceOption() : net.getDeviceOption();
        DeviceOption device = own.hasDeviceType() ? own : net.getDeviceOption();
        OptionalLong seed =
                own.getRandomSeed() == 0
                        ? OptionalLong.empty()
                        : OptionalLong.of(Integer.toUnsignedLong(own.getRandomSeed()));
        return new Node.Settings(device(device, origin), seed, origin);
    }

    private static Device device(DeviceOption option, String origin) {
        if (!option.hasDeviceType()) {
            return Device.ANY;
        }
        String backend =
                switch (option.getDeviceType()) {
                    case DeviceType.CPU_VALUE -> Device.CPU;
                    case DeviceType.CUDA_VALUE -> Devices.CUDA;
                    case DeviceType.MKLDNN_VALUE, DeviceType.IDEEP_VALUE -> Devices.ONEDNN;
                    default ->
                            throw new IllegalArgumentException(
                                    "%s asks for device type %d; known are 0 (CPU), 1 (CUDA), 2 (MKLDNN), 5 (IDEEP)"
                                            .formatted(origin, option.getDeviceType()));
                };
        if (option.getCudaGpuId() < 0) {
            throw new IllegalArgumentException(
                    "%s asks for device %d; the first has number 0"
                            .formatted(origin, option.getCudaGpuId()));
        }
        return new Device(backend, option.getCudaGpuId());
    }

    /**
     * The option that asks for what a node asks for; the empty one if that is nothing.
     *
     * @throws IllegalArgumentException if options can't say it; the message names the node
     */
    static DeviceOption option(Node node) {
        Device device = node.settings().device();
        DeviceOption option =
                switch (device.backend()) {
                    case "" -> DeviceOption.getDefaultInstance();
                    case Device.CPU -> Devices.cpu(device.index());
                    case Devices.CUDA, Device.GPU -> Devices.cuda(device.index());
                    case Devices.ONEDNN -> Devices.onednn(device.index());
                    default ->
                            throw new IllegalArgumentException(
                                    "%s \"%s\" is to run on %s; a net can ask for cpu, cuda and onednn"
                                            .formatted(node.op().type(), node.name(), device));
                };
        long seed = node.settings().seed().orElse(0);
        if (seed >>> Integer.SIZE != 0 || seed == 0 && node.settings().seed().isPresent()) {
            throw new IllegalArgumentException(
                    "%s \"%s\" has seed %d; those of nets are 1 to 2^32 - 1"
                            .formatted(node.op().type(), node.name(), seed));
        }
        return seed == 0 ? option : Devices.seeded(option, (int) seed);
    }
}
