package org.duograph.session.cluster;

import java.util.Arrays;
import org.duograph.session.DeviceFunction;
import org.duograph.session.DeviceSpec;
import org.duograph.session.op.Attributes;
import org.duograph.session.op.StaticShape;
import org.duograph.session.op.Variables;

/**
 * Places variables on the parameter servers, and all other operations on a worker: TensorFlow's
 * {@code replica_device_setter}.
 *
 * <pre>{@code
 * try (Scope s = graph.device(ReplicaDeviceSetter.of(cluster, server.name()))) {
 *     // the net, its loss and its optimizer
 * }
 * }</pre>
 *
 * <p>Every process builds the same graph, so all of them place a variable on the same server. What
 * an optimizer keeps for a variable stands beside it. A setter counts the variables that it places;
 * make one for each graph.
 */
public final class ReplicaDeviceSetter implements DeviceFunction {
    private final String job;
    private final DeviceSpec worker;
    private final long[] load; // of each parameter server: variables, or bytes
    private final boolean byBytes;

    private ReplicaDeviceSetter(String job, int servers, DeviceSpec worker, boolean byBytes) {
        this.job = job;
        this.worker = worker;
        this.load = new long[servers];
        this.byBytes = byBytes;
    }

    /** Variables go to the tasks of job {@code ps} in turn, all else to {@code worker}. */
    public static ReplicaDeviceSetter of(ClusterSpec cluster, TaskName worker) {
        return of(cluster, "ps", worker.toString());
    }

    /**
     * The same for parameter servers of another name.
     *
     * @param job the parameter servers' job
     * @param worker the worker's device, such as {@code /job:worker/task:1/gpu:0}
     * @throws IllegalArgumentException if the cluster has no such job
     */
    public static ReplicaDeviceSetter of(ClusterSpec cluster, String job, String worker) {
        cluster.require(job, 0, "A parameter server");
        return new ReplicaDeviceSetter(job, cluster.tasks(job), DeviceSpec.parse(worker), false);
    }

    /** Each variable goes to the server that has the fewest bytes so far. */
    public ReplicaDeviceSetter byBytes() {
        return new ReplicaDeviceSetter(job, load.length, worker, true);
    }

    @Override
    public String device(String type, String name, String device) {
        throw new UnsupportedOperationException("Variables are placed by their attributes");
    }

    @Override
    public String device(String type, String name, String device, Attributes attrs) {
        DeviceSpec said = DeviceSpec.parse(device);
        if (!Variables.isVariable(type)) {
            return said.inside(worker).toString();
        }
        boolean open = said.job() == null || said.job().equals(job) && said.task() == null;
        if (!open) {
            return said.toString();
        }
        int server = 0;
        for (int i = 1; i < load.length; i++) {
            server = load[i] < load[server] ? i : server;
        }
        load[server] += byBytes ? bytes(attrs) : 1;
        return said.inside(DeviceSpec.parse("/job:" + job + "/task:" + server)).toString();
    }

    private static long bytes(Attributes attrs) {
        StaticShape shape = attrs.shape("shape");
        long elements =
                shape.isKnown()
                        ? Arrays.stream(shape.filled(0).toArray())
                                .asLongStream()
                                .reduce(1, Math::multiplyExact)
                        : 1;
        return elements * attrs.dtype("dtype").bytes();
    }
}
