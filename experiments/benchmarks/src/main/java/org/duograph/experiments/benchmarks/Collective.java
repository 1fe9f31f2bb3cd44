package org.duograph.experiments.benchmarks;

import java.io.IOException;
import java.io.PrintWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.duograph.cluster.Folder;
import org.duograph.cluster.Group;
import org.duograph.cluster.GroupOptions;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * {@code ./mvnw -q -Pbenchmarks -Dprogram=Collective}: how fast do peers sum an array, beside what
 * the same sockets carry when nothing is checked or added?
 *
 * <p>Two threads are peers on loopback. They sum an array, by which each sends and receives as many
 * bytes as the array has; and they send and receive as many bytes over a plain socket, without
 * frames, checks or sums. The two take turns in each round, so that whatever else the machine does
 * hits both, and the median over the rounds is printed.
 */
@Command(
        name = "collective",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Sums an array by two peers on loopback, in turn with plain sockets that carry as many",
            "bytes in both directions, and prints both speeds and their ratio."
        })
public final class Collective implements Callable<Integer> {
    private static final double NANOS = 1e9;

    @Spec private CommandSpec spec;

    @Option(
            names = "--bytes",
            defaultValue = "4194304",
            paramLabel = "N",
            description = "Bytes of the array (default: 4194304).")
    private int bytes;

    @Option(
            names = "--times",
            defaultValue = "50",
            paramLabel = "N",
            description = "How often in a round (default: 50).")
    private int times;

    @Option(
            names = "--rounds",
            defaultValue = "15",
            paramLabel = "N",
            description = "Rounds, of which the median counts (default: 15).")
    private int rounds;

    /** Runs the command and exits: 0 measured, 1 failed, 2 wrong usage. */
    public static void main(String[] args) {
        System.exit(new CommandLine(new Collective()).execute(args));
    }

    @Override
    public Integer call() throws Exception {
        if (bytes < 8 || times < 1 || rounds < 1) {
            throw new CommandLine.ParameterException(
                    spec.commandLine(),
                    "--bytes must be at least 8, --times and --rounds at least 1, found %d, %d and %d"
                            .formatted(bytes, times, rounds));
        }
        PrintWriter out = spec.commandLine().getOut();
        double[] sums = new double[rounds];
        double[] plain = new double[rounds];
        double[] ratios = new double[rounds];
        Path folder = Files.createTempDirectory("duograph-collective");
        try (Pair peers = Pair.of(folder)) {
            peers.sum(new float[bytes / Float.BYTES], times);
            peers.exchange(bytes, times);
            for (int round = 0; round < rounds; round++) {
                sums[round] = speed(peers.sum(new float[bytes / Float.BYTES], times));
                plain[round] = speed(peers.exchange(bytes, times));
                ratios[round] = sums[round] / plain[round];
            }
        } finally {
            Files.deleteIfExists(folder);
        }
        out.printf(
                Locale.ROOT,
                "%,d bytes, 2 peers on loopback; megabytes a second that each peer sends and receives%n"
                        + "plain sockets %,.0f, all-reduce %,.0f, ratio %.2f (median of %d rounds; from %.2f to %.2f)%n",
                bytes,
                median(plain),
                median(sums),
                median(ratios),
                rounds,
                Arrays.stream(ratios).min().orElseThrow(),
                Arrays.stream(ratios).max().orElseThrow());
        out.flush();
        return 0;
    }

    private double speed(long nanos) {
        return bytes / 1e6 * times / (nanos / NANOS);
    }

    private static double median(double[] some) {
        double[] sorted = some.clone();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }

    /** Two peers, and a plain connection beside theirs. */
    private record Pair(ExecutorService threads, List<Group> groups, List<SocketChannel> plain)
            implements AutoCloseable {
        /** What one of the two does; {@code true} is the first. */
        private interface Side {
            void run(int rank) throws IOException;
        }

        static Pair of(Path folder) throws Exception {
            ExecutorService threads = Executors.newFixedThreadPool(2);
            List<Future<Group>> joining = new ArrayList<>();
            for (int i = 0; i < 2; i++) {
                Folder meeting = new Folder(folder, "default", i, 2, "127.0.0.1");
                joining.add(threads.submit(() -> Group.join(meeting, GroupOptions.DEFAULT)));
            }
            List<Group> groups = List.of(joining.get(0).get(), joining.get(1).get());
            try (ServerSocketChannel door = ServerSocketChannel.open()) {
                door.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
                SocketChannel one = SocketChannel.open(door.getLocalAddress());
                SocketChannel other = door.accept();
                one.configureBlocking(false);
                other.configureBlocking(false);
                return new Pair(threads, groups, List.of(one, other));
            }
        }

        long sum(float[] numbers, int times) throws Exception {
            float[][] arrays = {numbers, numbers.clone()};
            return time(
                    rank -> {
                        for (int i = 0; i < times; i++) {
                            groups.get(rank).allReduce(arrays[rank]);
                        }
                    });
        }

        long exchange(int bytes, int times) throws Exception {
            return time(
                    rank -> {
                        ByteBuffer out = ByteBuffer.allocateDirect(bytes);
                        ByteBuffer in = ByteBuffer.allocateDirect(bytes);
                        try (Selector selector = Selector.open()) {
                            SelectionKey key = plain.get(rank).register(selector, 0);
                            for (int i = 0; i < times; i++) {
                                exchange(key, out.clear(), in.clear());
                            }
                        }
                    });
        }

        /** Waits where nothing moves, as peers do: on a busy machine whoever spins is put off. */
        private static void exchange(SelectionKey key, ByteBuffer out, ByteBuffer in)
                throws IOException {
            SocketChannel channel = (SocketChannel) key.channel();
            while (out.hasRemaining() || in.hasRemaining()) {
                if (channel.write(out) + channel.read(in) == 0) {
                    key.interestOps(
                            (out.hasRemaining() ? SelectionKey.OP_WRITE : 0)
                                    | (in.hasRemaining() ? SelectionKey.OP_READ : 0));
                    key.selector().select();
                    key.selector().selectedKeys().clear();
                }
            }
        }

        private long time(Side side) throws InterruptedException, ExecutionException {
            long start = System.nanoTime();
            List<Future<Void>> both = new ArrayList<>();
            for (int i = 0; i < 2; i++) {
                int rank = i;
                Callable<Void> task =
                        () -> {
                            side.run(rank);
                            return null;
                        };
                both.add(threads.submit(task));
            }
            for (Future<Void> one : both) {
                one.get();
            }
            return System.nanoTime() - start;
        }

        @Override
        public void close() throws IOException {
            for (SocketChannel channel : plain) {
                channel.close();
            }
            for (Group group : groups) {
                group.close();
            }
            threads.shutdown();
        }
    }
}
