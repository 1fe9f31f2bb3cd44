package org.duograph.survey.timer;

import java.lang.management.ManagementFactory;
import java.util.Locale;

/**
 * What the researcher learns about a machine: coarse on purpose, so that nobody can be told by it.
 *
 * @param os {@code linux}, {@code macos}, {@code windows} or {@code other}
 * @param cores processors that a Java program may use
 * @param memoryGb the class of memory: the nearest of 2, 4, 8, 16, 32 and 64 GB; 0 if not known
 * @param jdk the JDK's feature version, such as 17
 */
public record Machine(String os, int cores, int memoryGb, int jdk) {

    private static final int[] CLASSES = {2, 4, 8, 16, 32, 64};

    static Machine here() {
        return new Machine(
                family(System.getProperty("os.name")),
                Runtime.getRuntime().availableProcessors(),
                memoryClass(memory()),
                Runtime.version().feature());
    }

    static String family(String osName) {
        String name = osName.toLowerCase(Locale.ROOT);
        if (name.startsWith("linux")) {
            return "linux";
        }
        if (name.startsWith("mac")) {
            return "macos";
        }
        return name.startsWith("windows") ? "windows" : "other";
    }

    /** The nearest class by ratio: firmware keeps a part of what was bought for itself. */
    static int memoryClass(long bytes) {
        if (bytes <= 0) {
            return 0;
        }
        double exponent = Math.log(bytes / (double) (1L << 30)) / Math.log(2);
        int index = (int) Math.round(exponent) - 1;
        return CLASSES[Math.max(0, Math.min(CLASSES.length - 1, index))];
    }

    private static long memory() {
        return ManagementFactory.getOperatingSystemMXBean()
                        instanceof com.sun.management.OperatingSystemMXBean os
                ? os.getTotalMemorySize()
                : 0;
    }
}
