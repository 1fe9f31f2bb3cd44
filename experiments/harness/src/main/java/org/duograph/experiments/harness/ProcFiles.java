package org.duograph.experiments.harness;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What Linux tells about this process and its machine in {@code /proc}; elsewhere, nothing. */
final class ProcFiles {
    private static final Path MACHINE = Path.of("/proc/stat");
    private static final Path PROCESS = Path.of("/proc/self/stat");
    private static final Path STATUS = Path.of("/proc/self/status");
    private static final Pattern PEAK = Pattern.compile("VmHWM:\\s*(\\d+) kB");

    private static final int IDLE = 3; // places in the first line of /proc/stat
    private static final int WAITING = 4;
    private static final int STOLEN = 7;
    private static final int USER = 11; // places after the name in /proc/self/stat
    private static final int SYSTEM = 12;

    /** Fewer ticks, of a hundredth of a second each, are too few to tell shares. */
    private static final long FEW = 50;

    private ProcFiles() {}

    /**
     * The time that all processors spent up to now, in ticks.
     *
     * @param all working or not
     * @param busy working, for whomever
     * @param own working for this process
     */
    record Ticks(long all, long busy, long own) {
        /** The share of the machine that others used since then; negative if unknown. */
        double othersSince(Ticks then) {
            long span = all - then.all;
            return span < FEW
                    ? Measurement.UNKNOWN
                    : Math.max(0, (busy - then.busy) - (own - then.own)) / (double) span;
        }
    }

    /** The time spent up to now; all 0 where the system does not tell. */
    static Ticks ticks() {
        if (!Files.isReadable(MACHINE) || !Files.isReadable(PROCESS)) {
            return new Ticks(0, 0, 0);
        }
        try {
            String text = Files.readString(MACHINE);
            String process = Files.readString(PROCESS); // the name may hold blanks
            String[] own = process.substring(process.lastIndexOf(')') + 2).split(" ");
            return ticks(text.substring(0, text.indexOf('\n')), own);
        } catch (IOException e) {
            return new Ticks(0, 0, 0);
        }
    }

    private static Ticks ticks(String machine, String[] own) {
        String[] words = machine.split(" +");
        long all = 0;
        long busy = 0;
        for (int i = 0; i <= STOLEN; i++) { // what follows is counted in these already
            long ticks = Long.parseLong(words[i + 1]);
            all += ticks;
            busy += i == IDLE || i == WAITING ? 0 : ticks;
        }
        return new Ticks(all, busy, Long.parseLong(own[USER]) + Long.parseLong(own[SYSTEM]));
    }

    /** The most memory that this process ever had resident, in bytes; 0 if unknown. */
    static long peakBytes() {
        if (!Files.isReadable(STATUS)) {
            return 0;
        }
        try {
            Matcher peak = PEAK.matcher(Files.readString(STATUS));
            return peak.find() ? Long.parseLong(peak.group(1)) * 1024 : 0;
        } catch (IOException e) {
            return 0;
        }
    }
}
