package org.duograph.experiments;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Where the workers of {@link Scaling} run: on loopback, or as on machines of their own. Then each
 * has a network namespace, an address there, a cable ({@code veth}) to a switch (a bridge in one
 * more namespace), a limit ({@code tbf}) on what it sends, and a share of the processor (a control
 * group). That takes Linux, {@code root}, and the programs {@code ip} and {@code tc}.
 */
final class ScalingHosts implements AutoCloseable {
    private static final String PREFIX = "duograph-";
    private static final String SWITCH = PREFIX + "switch";
    private static final String CABLE = "cable";
    private static final int PERIOD = 10_000; // microseconds in which a share is granted
    private static final int WEIGHT = 20; // so often a usual program's, so that it is granted

    private final boolean apart;
    private final int count;
    private final double cpus;
    private final List<Path> shares = new ArrayList<>();
    private int link;

    /**
     * Hosts for so many workers.
     *
     * @param apart whether each has a network namespace and a share of the processor
     * @param cpus how many processors a worker has; 0 for all that it can get
     */
    ScalingHosts(boolean apart, int count, double cpus) throws IOException {
        this.apart = apart;
        this.count = count;
        this.cpus = cpus;
        if (!apart) {
            return;
        }
        close(); // what an interrupted run has left
        run("ip netns add " + SWITCH);
        run("ip -n " + SWITCH + " link add bridge type bridge");
        run("ip -n " + SWITCH + " link set bridge up");
        for (int i = 0; i < count; i++) {
            String own = PREFIX + i;
            run("ip netns add " + own);
            run(
                    "ip -n %s link add %s type veth peer name port%d netns %s"
                            .formatted(own, CABLE, i, SWITCH));
            run("ip -n %s addr add %s/24 dev %s".formatted(own, host(i), CABLE));
            run("ip -n " + own + " link set lo up");
            run("ip -n " + own + " link set " + CABLE + " up");
            run("ip -n %s link set port%d master bridge up".formatted(SWITCH, i));
        }
    }

    /** The address of a worker. */
    String host(int worker) {
        return apart ? "10.77.0." + (worker + 1) : "127.0.0.1";
    }

    /** What stands before the command of a worker, to let it run there. */
    List<String> in(int worker) {
        return apart ? List.of("ip", "netns", "exec", PREFIX + worker) : List.of();
    }

    /** Limits what each worker sends, to megabits a second; 0 for no limit. */
    void limit(int megabits) throws IOException {
        if (!apart || megabits == link) {
            return;
        }
        for (int i = 0; i < count; i++) {
            String tc = "tc -n " + PREFIX + i + " qdisc ";
            run(
                    megabits == 0
                            ? tc + "del dev " + CABLE + " root"
                            : tc
                                    + "replace dev %s root tbf rate %dmbit burst 128kb latency 200ms"
                                            .formatted(CABLE, megabits));
        }
        link = megabits;
    }

    /** Lets a process have no more than its share of the processor from now on. */
    void share(String name, long pid) throws IOException {
        if (!apart || cpus == 0) {
            return;
        }
        long quota = Math.round(cpus * PERIOD);
        Path first = Path.of("/sys/fs/cgroup/cpu");
        boolean old = Files.isDirectory(first);
        Path group =
                Files.createDirectories(
                        (old ? first : Path.of("/sys/fs/cgroup")).resolve(PREFIX + name));
        shares.add(group);
        if (old) {
            Files.writeString(group.resolve("cpu.cfs_period_us"), "" + PERIOD);
            Files.writeString(group.resolve("cpu.cfs_quota_us"), "" + quota);
            Files.writeString(group.resolve("cpu.shares"), "" + WEIGHT * 1024);
        } else {
            Files.writeString(group.resolve("cpu.max"), quota + " " + PERIOD);
            Files.writeString(group.resolve("cpu.weight"), "" + WEIGHT * 100);
        }
        Files.writeString(group.resolve("cgroup.procs"), "" + pid);
    }

    /** Removes the namespaces and control groups; the workers have ended by then. */
    @Override
    public void close() throws IOException {
        for (Path group : shares) {
            Files.deleteIfExists(group);
        }
        shares.clear();
        if (apart) {
            for (int i = 0; i < count; i++) {
                quietly("ip netns del " + PREFIX + i);
            }
            quietly("ip netns del " + SWITCH);
        }
    }

    private static void run(String command) throws IOException {
        String said = answer(command);
        if (!said.isEmpty()) {
            throw new IOException(
                    "\"%s\" failed: %s; limited links need Linux, root, and the programs ip and tc (package iproute2); without them say --loopback"
                            .formatted(command, said));
        }
    }

    private static void quietly(String command) {
        try {
            answer(command);
        } catch (IOException e) {
            // there is no such program, so there is nothing to remove
        }
    }

    /** What a program complains of; empty if it did its work. */
    private static String answer(String command) throws IOException {
        Process process = new ProcessBuilder(command.split(" ")).redirectErrorStream(true).start();
        String said =
                new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).trim();
        try {
            process.waitFor(1, TimeUnit.MINUTES);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("Interrupted in " + command, e);
        }
        return process.exitValue() == 0 ? "" : said.isEmpty() ? "it gave no reason" : said;
    }
}
