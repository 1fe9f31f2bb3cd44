package org.duograph.cli.options;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.duograph.backend.BackendChoice;
import org.duograph.backend.BackendProvider;
import org.duograph.backend.Backends;
import org.duograph.graph.Device;
import org.duograph.workspace.net.Devices;
import org.duograph.workspace.proto.DeviceOption;

/**
 * Several devices, as {@code --devices} says them: GPUs by their numbers ({@code 0,1}), {@code all}
 * of them, or the processor as several devices side by side ({@code cpu:4}).
 *
 * @param kind {@link Device#GPU} or {@link Device#CPU}
 * @param numbers which of that kind, each once
 */
public record DeviceList(String kind, List<Integer> numbers) {
    private static final String FORMS =
            "write numbers of GPUs (0,1), \"all\" for all GPUs, or cpu:4 for the processor as four devices";

    /**
     * Reads a list, and looks whether there are such devices.
     *
     * @throws IllegalArgumentException if it is none, names a device twice, or one that can't be
     *     used here; the message says what there is
     */
    public static DeviceList parse(String text) {
        if (text.equals("all")) {
            return all();
        }
        if (text.matches("cpu:[1-9]\\d{0,3}")) {
            int count = Integer.parseInt(text.substring(text.indexOf(':') + 1));
            return new DeviceList(Device.CPU, IntStream.range(0, count).boxed().toList());
        }
        if (!text.matches("\\d{1,4}(,\\d{1,4})*")) {
            throw new IllegalArgumentException(
                    "--devices can't be \"%s\": %s".formatted(text, FORMS));
        }
        List<Integer> numbers = new ArrayList<>();
        for (String number : text.split(",")) {
            int gpu = Integer.parseInt(number);
            if (numbers.contains(gpu)) {
                throw new IllegalArgumentException(
                        "--devices %s names GPU %d twice; give each device once"
                                .formatted(text, gpu));
            }
            numbers.add(gpu);
        }
        DeviceList list = new DeviceList(Device.GPU, List.copyOf(numbers));
        for (Device device : list.devices()) {
            Backends.whyUnavailable(device)
                    .ifPresent(
                            why -> {
                                throw new IllegalArgumentException(
                                        "--devices %s: GPU %d can't be used: %s. Name others, or try the same on the processor by --devices cpu:%d"
                                                .formatted(
                                                        text,
                                                        device.index(),
                                                        why,
                                                        Math.max(2, numbers.size())));
                            });
        }
        return list;
    }

    private static DeviceList all() {
        int gpus =
                Backends.providers().stream()
                        .filter(provider -> provider.kind().equals(Device.GPU))
                        .map(BackendProvider::devices)
                        .mapToInt(List::size)
                        .max()
                        .orElse(0);
        if (gpus == 0) {
            throw new IllegalArgumentException(
                    "--devices all: no GPU can be used here, duograph doctor says why. Try the same on the processor by --devices cpu:2");
        }
        return new DeviceList(Device.GPU, IntStream.range(0, gpus).boxed().toList());
    }

    /** How many they are. */
    public int size() {
        return numbers.size();
    }

    /** The devices. */
    public List<Device> devices() {
        return numbers.stream().map(number -> new Device(kind, number)).toList();
    }

    /** The devices as nets name them. */
    public List<DeviceOption> options() {
        boolean gpus = kind.equals(Device.GPU);
        return numbers.stream().map(n -> gpus ? Devices.cuda(n) : Devices.cpu(n)).toList();
    }

    /**
     * The first device as the choice of a backend, with the options that another choice has.
     *
     * @param said what {@code --backend} says
     * @throws IllegalArgumentException if that is a backend which has no such devices, or one
     *     device of it
     */
    BackendChoice first(BackendChoice said) {
        if (said.isBest()) {
            return new BackendChoice(devices().get(0), said.options());
        }
        if (Backends.isGpu(said.device()) != kind.equals(Device.GPU)) {
            throw new IllegalArgumentException(
                    "--devices means %s, and --backend %s none; leave out one of them"
                            .formatted(
                                    kind.equals(Device.GPU) ? "GPUs" : "the processor",
                                    said.device()));
        }
        if (said.device().index() > 0) {
            throw new IllegalArgumentException(
                    "--backend %s is one device, and --devices says which; write --backend %s"
                            .formatted(said.device(), said.device().backend()));
        }
        Device first = new Device(said.device().backend(), numbers.get(0));
        return new BackendChoice(first, said.options());
    }

    /** Such as {@code gpu 0, gpu 2}. */
    @Override
    public String toString() {
        return String.join(", ", numbers.stream().map(number -> kind + " " + number).toList());
    }
}
