package org.duograph.session;

import java.util.Locale;
import org.duograph.graph.Device;

/**
 * Where an operation shall run, in TensorFlow's words: {@code /device:GPU:1}, {@code /gpu:1},
 * {@code /job:worker/task:1/cpu:0}, or parts of that. A part that is null is not said.
 *
 * <p>{@code GPU} and {@code CPU} are the best backends for such; any other type is the name of a
 * backend. Jobs and tasks say which process of a cluster; to a session that runs all in its own
 * process they mean nothing.
 *
 * @param job the job's name
 * @param replica its replica's number
 * @param task its task's number
 * @param type the device's type, in capital letters
 * @param index the device's number, {@code *} for any
 */
public record DeviceSpec(String job, String replica, String task, String type, String index) {
    private static final DeviceSpec NOTHING = new DeviceSpec(null, null, null, null, null);

    /**
     * Reads what is said.
     *
     * @throws IllegalArgumentException if a part is none of those above
     */
    public static DeviceSpec parse(String text) {
        DeviceSpec spec = NOTHING;
        for (String part : text.split("/")) {
            if (!part.isEmpty()) {
                spec = spec.with(part.split(":", -1), text);
            }
        }
        return spec;
    }

    private DeviceSpec with(String[] words, String text) {
        String what = words[0].toLowerCase(Locale.ROOT);
        boolean isDevice = what.equals("device");
        boolean isType = what.equals("gpu") || what.equals("cpu");
        int last = isDevice ? 2 : 1; // the word that is a number
        boolean fits = isDevice || isType ? words.length <= last + 1 : words.length == 2;
        if (!fits || isDevice && (words.length < 2 || words[1].isEmpty())) {
            throw unknown(words[0], text);
        }
        String value = words.length > last ? words[last] : null;
        if (!what.equals("job")) {
            requireNumber(value, words[0], text);
        }
        return switch (what) {
            case "job" -> new DeviceSpec(value, replica, task, type, index);
            case "replica" -> new DeviceSpec(job, value, task, type, index);
            case "task" -> new DeviceSpec(job, replica, value, type, index);
            case "device" -> at(words[1], value);
            case "gpu", "cpu" -> at(words[0], value);
            default -> throw unknown(words[0], text);
        };
    }

    private DeviceSpec at(String newType, String newIndex) {
        return new DeviceSpec(job, replica, task, newType.toUpperCase(Locale.ROOT), newIndex);
    }

    private static void requireNumber(String value, String word, String text) {
        if (value != null && !value.equals("*") && !value.matches("[0-9]{1,4}")) {
            throw unknown(word, text);
        }
    }

    private static IllegalArgumentException unknown(String word, String text) {
        return new IllegalArgumentException(
                "Unknown attribute: '%s' in '%s'. Say where an operation shall run like /gpu:0, /cpu:0 or /device:GPU:1"
                        .formatted(word, text));
    }

    /** This, and of {@code outer} what this does not say. */
    public DeviceSpec inside(DeviceSpec outer) {
        return new DeviceSpec(
                job == null ? outer.job : job,
                replica == null ? outer.replica : replica,
                task == null ? outer.task : task,
                type == null ? outer.type : type,
                type == null ? outer.index : index);
    }

    /** The device, as the core's nodes wish for it. */
    Device wish() {
        if (type == null) {
            return Device.ANY;
        }
        boolean isNumber = index != null && !index.equals("*");
        return new Device(type.toLowerCase(Locale.ROOT), isNumber ? Integer.parseInt(index) : 0);
    }

    /** As TensorFlow writes it, {@code /job:worker/device:GPU:1}. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        String[] values = {job, replica, task};
        String[] words = {"/job:", "/replica:", "/task:"};
        for (int i = 0; i < values.length; i++) {
            text.append(values[i] == null ? "" : words[i] + values[i]);
        }
        if (type != null) {
            text.append("/device:").append(type).append(':').append(index == null ? "*" : index);
        }
        return text.toString();
    }
}
