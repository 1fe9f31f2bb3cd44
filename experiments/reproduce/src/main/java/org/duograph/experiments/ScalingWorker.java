package org.duograph.experiments;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import org.duograph.cluster.Folder;
import org.duograph.cluster.Group;
import org.duograph.cluster.GroupOptions;
import org.duograph.experiments.harness.NetSpec;
import org.duograph.tensor.ArrayType;
import org.duograph.tensor.DType;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;
import org.duograph.workspace.Workspace;
import org.duograph.workspace.io.Ops;
import org.duograph.workspace.model.Brew;
import org.duograph.workspace.model.ModelHelper;
import org.duograph.workspace.model.Optimizers;
import org.duograph.workspace.net.Net;
import org.duograph.workspace.parallel.DataParallel;
import org.duograph.workspace.parallel.Parallelization;
import org.duograph.workspace.parallel.Rendezvous;

/**
 * One of the workers of {@link Scaling}, a process of its own. It says {@code ready}; then, for
 * each line with a number of steps on its input, it measures with all others at the same time, and
 * says {@code measured} with the seconds of a step without sums and of one with them, the bytes a
 * second that plain sockets carry, and the seconds that one byte takes to the next worker.
 */
final class ScalingWorker {
    static final String READY = "ready";
    static final String MEASURED = "measured";

    private static final int WARM_UP = 3;
    private static final int HOPS = 20;
    private static final double NANOS = 1e9;

    private final int rank;
    private final int size;
    private final Group group; // null for one worker alone
    private final SocketChannel next;
    private final SocketChannel before;
    private final long bytes;

    private ScalingWorker(Group group, String host, NetSpec net) throws IOException {
        this.group = group;
        this.rank = group == null ? 0 : group.rank();
        this.size = group == null ? 1 : group.size();
        this.bytes = bytesOf(net);
        if (group == null) {
            next = null;
            before = null;
            return;
        }
        try (ServerSocketChannel door = ServerSocketChannel.open()) {
            door.bind(new InetSocketAddress(host, 0));
            int port = ((InetSocketAddress) door.getLocalAddress()).getPort();
            byte[] own = (host + " " + port).getBytes(StandardCharsets.UTF_8);
            byte[] other = group.allGather(own).get((rank + 1) % size);
            String[] address = new String(other, StandardCharsets.UTF_8).split(" ");
            next =
                    SocketChannel.open(
                            new InetSocketAddress(address[0], Integer.parseInt(address[1])));
            before = door.accept();
            next.configureBlocking(false);
            before.configureBlocking(false);
        }
    }

    /** The bytes of all gradients of a net. */
    static long bytesOf(NetSpec net) {
        return net.parameters().stream().mapToLong(NetSpec.Parameter::size).sum() * Float.BYTES;
    }

    /** Arguments: number, how many, the folder to meet in, own host, net, images of a step. */
    public static void main(String[] args) throws IOException {
        int rank = Integer.parseInt(args[0]);
        int size = Integer.parseInt(args[1]);
        NetSpec net = NetSpec.named(args[4]);
        int batch = Integer.parseInt(args[5]);
        Group group = null;
        if (size > 1) {
            GroupOptions options = GroupOptions.DEFAULT.withDeadline(Duration.ofMinutes(3));
            String run = "scaling-" + size;
            Folder meeting = new Folder(Path.of(args[2]), run, rank, size, args[3]);
            group = Group.join(meeting, options.withRun(run));
        }
        ScalingWorker worker = new ScalingWorker(group, args[3], net);
        try (Workspace apart = new Workspace("onednn", 1);
                Workspace together = new Workspace("onednn", 1)) {
            Training alone = Training.of(apart, net, batch, null);
            Training summed = group == null ? alone : Training.of(together, net, batch, group);
            alone.run(WARM_UP);
            summed.run(WARM_UP);
            System.out.println(READY);
            BufferedReader in =
                    new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                System.out.println(worker.measure(Integer.parseInt(line), alone, summed));
            }
        }
    }

    private String measure(int steps, Training alone, Training summed) throws IOException {
        together();
        double compute = alone.run(steps);
        if (group == null) {
            return result(compute, compute, 1e12, 0);
        }
        together();
        double carried = exchange((int) bytes, 2);
        together();
        double hop = exchange(1, HOPS);
        together();
        double step = summed.run(steps);
        return result(compute, step, bytes / carried, hop);
    }

    private static String result(double compute, double step, double bandwidth, double latency) {
        return String.format(
                Locale.ROOT, "%s %.6f %.6f %.0f %.7f", MEASURED, compute, step, bandwidth, latency);
    }

    private void together() throws IOException {
        if (group != null) {
            group.barrier();
        }
    }

    /** Sends to the next and receives from the one before over plain sockets; seconds of once. */
    private double exchange(int count, int times) throws IOException {
        ByteBuffer out = ByteBuffer.allocateDirect(count);
        ByteBuffer in = ByteBuffer.allocateDirect(count);
        long start = System.nanoTime();
        for (int i = 0; i < times; i++) {
            out.clear();
            in.clear();
            while (out.hasRemaining() || in.hasRemaining()) {
                int moved = out.hasRemaining() ? next.write(out) : 0;
                int came = in.hasRemaining() ? before.read(in) : 0;
                if (came < 0) {
                    throw new IOException("The worker before " + rank + " is gone");
                } else if (moved + came == 0) {
                    Thread.onSpinWait();
                }
            }
        }
        return (System.nanoTime() - start) / NANOS / times;
    }

    /** A model on a batch that stays the same. */
    private record Training(DataParallel parallel, Workspace workspace) {
        static Training of(Workspace workspace, NetSpec net, int batch, Group group) {
            Net.releaseNames();
            Parallelization begun = DataParallel.of(new ModelHelper(net.name())).onCpu(1);
            if (group != null) {
                begun.rendezvous(Rendezvous.of(group));
            }
            DataParallel parallel =
                    begun.input(ScalingWorker::input)
                            .forward((model, scale) -> List.of(loss(model, net, scale)))
                            .optimizer(Optimizers.sgd(0.01).momentum(0.9))
                            .build();
            parallel.start(workspace);
            Random random = new Random(1);
            NDArray data =
                    NDArray.zeros(
                            ArrayType.float32(batch, NetSpec.CHANNELS, NetSpec.SIZE, NetSpec.SIZE));
            NDArray label = NDArray.zeros(new ArrayType(DType.INT32, Shape.of(batch)));
            for (int i = 0; i < data.floats().length; i++) {
                data.floats()[i] = (float) random.nextGaussian();
            }
            for (int i = 0; i < batch; i++) {
                label.set(i, random.nextInt(NetSpec.CLASSES));
            }
            parallel.feed(workspace, Map.of("data", data, "label", label));
            return new Training(parallel, workspace);
        }

        /** Seconds of one of so many steps. */
        double run(int steps) {
            long start = System.nanoTime();
            for (int i = 0; i < steps; i++) {
                parallel.run(workspace);
                parallel.loss(workspace);
            }
            return (System.nanoTime() - start) / NANOS / steps;
        }
    }

    private static void input(ModelHelper model) {
        model.input("data", Shape.of(1, NetSpec.CHANNELS, NetSpec.SIZE, NetSpec.SIZE));
        model.input("label", new ArrayType(DType.INT32, Shape.of(1)));
    }

    private static String loss(ModelHelper model, NetSpec net, double scale) {
        String scores = WorkspaceModel.addLayers(net, model, false);
        String mean = Brew.softmaxWithLoss(model, scores, "label", "softmax", "mean").loss();
        return model.op("Scale", mean, "loss", Ops.arg("scale", scale));
    }
}
