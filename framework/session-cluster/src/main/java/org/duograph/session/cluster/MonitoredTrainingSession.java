package org.duograph.session.cluster;

import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.duograph.session.Graph;
import org.duograph.session.OutOfRangeException;
import org.duograph.session.Session;
import org.duograph.session.Variable;
import org.duograph.session.checkpoint.Checkpoint;
import org.duograph.session.checkpoint.Saver;
import org.duograph.session.train.GlobalStep;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;

/**
 * A session for a worker that trains with others: the chief gives the variables what they begin
 * with, or what the last checkpoint holds, and saves them; the others wait until it has. When a
 * task of the cluster is lost and comes back, the session is made again, and training goes on from
 * the last checkpoint. TensorFlow's {@code tf.train.MonitoredTrainingSession}.
 *
 * <pre>{@code
 * try (MonitoredTrainingSession training =
 *         MonitoredTrainingSession.of(server, graph)
 *                 .chief(server.name().index() == 0)
 *                 .checkpoints(folder, 100)
 *                 .lastStep(1000)
 *                 .start()) {
 *     while (!training.shouldStop()) {
 *         training.run(session -> session.feed(x, images).run(train, loss));
 *     }
 * }
 * }</pre>
 *
 * <p>Steps are counted by the graph's {@link GlobalStep}, which must be there. One thread uses it.
 */
public final class MonitoredTrainingSession implements AutoCloseable {
    private static final String MODEL = "model.ckpt";

    private final Settings settings;
    private final Variable globalStep;
    private final Saver saver;
    private ClusterMaster master;
    private Session session;
    private Collector collector; // of the chief, if replicas are synchronous
    private long step;
    private long saved;
    private boolean over;
    private boolean failed;

    private MonitoredTrainingSession(Settings settings) {
        this.settings = settings;
        this.globalStep = GlobalStep.of(settings.graph);
        this.saver = new Saver(settings.graph);
    }

    /** A session in the making, for the server's task, which is not the chief and saves nothing. */
    public static Settings of(Server server, Graph graph) {
        return new Settings(server.target(), graph, server.options());
    }

    /** What the session is to be. */
    public static final class Settings {
        private final String target;
        private final Graph graph;
        private final ClusterOptions options;
        private boolean chief;
        private Path folder; // null: nothing is saved
        private long every = Long.MAX_VALUE;
        private long last = Long.MAX_VALUE;

        private Settings(String target, Graph graph, ClusterOptions options) {
            this.target = target;
            this.graph = graph;
            this.options = options;
        }

        /** Whether this worker is the chief, of which there is one: usually worker 0. */
        public Settings chief(boolean is) {
            chief = is;
            return this;
        }

        /**
         * Where the chief saves checkpoints and finds them.
         *
         * @param steps after how many steps the next one is saved; one more is at the end
         */
        public Settings checkpoints(Path into, long steps) {
            if (steps < 1) {
                throw new IllegalArgumentException(
                        "A checkpoint is saved every 1 or more steps, found " + steps);
            }
            folder = into;
            every = steps;
            return this;
        }

        /** The number of steps after which all stop. */
        public Settings lastStep(long steps) {
            last = steps;
            return this;
        }

        /**
         * Opens the session: waits for the tasks that it needs, and unless it is the chief for the
         * variables.
         *
         * @throws TaskException if they haven't come until the deadline; the message says who
         */
        public MonitoredTrainingSession start() {
            MonitoredTrainingSession made = new MonitoredTrainingSession(this);
            made.open();
            return made;
        }
    }

    private List<SyncReplicasOptimizer> synchronous() {
        return settings.graph.collection(
                SyncReplicasOptimizer.COLLECTION, SyncReplicasOptimizer.class);
    }

    private void print(String line) {
        PrintStream log = settings.options.log();
        if (log != null) {
            log.println(line);
        }
    }

    /** Opens the session, and again if a task is lost meanwhile, until the deadline. */
    private void open() {
        long end = System.nanoTime() + settings.options.group().deadline().toNanos();
        while (true) {
            try {
                openOnce();
                return;
            } catch (TaskException e) {
                closeSession();
                if (!e.isRecoverable() || System.nanoTime() > end) {
                    throw e;
                }
                print("tries again: " + e.getMessage());
                ClusterSession.pause();
            }
        }
    }

    private void openOnce() {
        master = ClusterSession.master(settings.target, settings.options);
        session = new Session(settings.graph, master);
        if (settings.chief) {
            begin();
        } else {
            awaitVariables();
        }
        step = session.value(globalStep).getWhole(0);
        saved = step;
        synchronous().forEach(s -> s.begin(session));
        if (settings.chief && !synchronous().isEmpty()) {
            collector = new Collector(session, synchronous());
        }
    }

    /** The chief's beginning: what others wait for comes last. */
    private void begin() {
        try {
            Optional<Path> checkpoint =
                    settings.folder == null
                            ? Optional.empty()
                            : Saver.latestCheckpoint(settings.folder);
            long first = 0;
            if (checkpoint.isPresent()) {
                Path prefix = checkpoint.get().toAbsolutePath();
                first = Checkpoint.open(prefix).read(globalStep.name()).getWhole(0);
            }
            master.clear(settings.graph.variables());
            NDArray number = NDArray.of(Shape.SCALAR, first);
            synchronous().forEach(s -> s.beginAll(session, globalStep, number));
            if (checkpoint.isPresent()) {
                saver.restore(session, checkpoint.get());
                print("goes on from " + checkpoint.get().getFileName());
            } else {
                session.initialize();
            }
            List<Object> left = new ArrayList<>();
            session.uninitializedVariables().forEach(v -> left.add(v.initializer()));
            if (!left.isEmpty()) {
                session.run(left.toArray());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void awaitVariables() {
        long deadline = settings.options.group().deadline().toNanos();
        long end = System.nanoTime() + deadline;
        List<Variable> missing = session.uninitializedVariables();
        if (!missing.isEmpty()) {
            print("waits for the chief to give %d variables content".formatted(missing.size()));
        }
        while (!missing.isEmpty()) {
            if (System.nanoTime() > end) {
                throw new TaskException(
                        TaskException.Reason.DEADLINE_EXCEEDED,
                        "After %.1f s the chief has given no content to %s"
                                .formatted(
                                        deadline / 1e9,
                                        missing.stream().map(Variable::name).toList()));
            }
            ClusterSession.pause();
            missing = session.uninitializedVariables();
        }
    }

    /** The number of steps that have been done, as far as this worker knows. */
    public long step() {
        return step;
    }

    /** Whether the last step is done, or the data are over. */
    public boolean shouldStop() {
        return over || step >= settings.last;
    }

    /**
     * Does something with the session, usually a step. When a task is lost meanwhile, it is done
     * again with the next session.
     *
     * @return what it gives; null when the data are over
     * @throws TaskException if the lost task doesn't come back until the deadline, or a step waits
     *     for something until then
     */
    public <T> T run(Function<Session, T> what) {
        while (true) {
            try {
                T result = what.apply(session);
                step = session.value(globalStep).getWhole(0);
                if (settings.chief && settings.folder != null && step - saved >= settings.every) {
                    save();
                }
                return result;
            } catch (OutOfRangeException e) {
                over = true;
                return null;
            } catch (RuntimeException e) {
                TaskException lost = lost(e);
                if (lost == null) {
                    failed = true;
                    throw e;
                }
                print("makes a new session: " + lost.getMessage());
                closeSession();
                open();
            }
        }
    }

    /** Who was lost, if that is why something failed. */
    private TaskException lost(RuntimeException e) {
        if (collector != null && collector.failure != null) {
            return collector.failure;
        }
        return e instanceof TaskException task && task.isRecoverable() ? task : null;
    }

    private void save() {
        try {
            saver.save(session, settings.folder.resolve(MODEL), step);
            saved = step;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The chief's thread, which collects and applies the gradients of synchronous replicas. */
    private static final class Collector {
        private final Session session;
        private final List<SyncReplicasOptimizer> all;
        private volatile TaskException failure;
        private volatile boolean closing;

        Collector(Session session, List<SyncReplicasOptimizer> all) {
            this.session = session;
            this.all = all;
            Thread thread = new Thread(this::collect, "duograph-collector");
            thread.setDaemon(true);
            thread.start();
        }

        private void collect() {
            while (!closing) {
                try {
                    all.forEach(s -> s.collect(session));
                } catch (TaskException e) {
                    boolean idle = e.reason() == TaskException.Reason.DEADLINE_EXCEEDED;
                    if (!idle && !closing) {
                        failure = e;
                        session.close(); // the worker's own step had better not wait
                        return;
                    }
                } catch (RuntimeException e) {
                    if (!closing) {
                        failure =
                                new TaskException(
                                        TaskException.Reason.CANCELLED, e.getMessage(), e);
                        session.close();
                    }
                    return;
                }
            }
        }
    }

    private void closeSession() {
        if (collector != null) {
            collector.closing = true;
            collector = null;
        }
        if (session != null) {
            session.close();
            session = null;
        }
    }

    /** Saves what has not been saved, if this is the chief and nothing has failed; then closes. */
    @Override
    public void close() {
        try {
            if (session != null
                    && settings.chief
                    && settings.folder != null
                    && !failed
                    && step > saved) {
                save();
            }
        } finally {
            closeSession();
        }
    }
}
