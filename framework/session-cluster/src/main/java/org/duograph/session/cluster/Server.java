package org.duograph.session.cluster;

import com.google.protobuf.InvalidProtocolBufferException;
import java.io.IOException;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import org.duograph.cluster.Desk;
import org.duograph.cluster.Peer;
import org.duograph.cluster.PeerException;
import org.duograph.session.Graph;
import org.duograph.session.Session;
import org.duograph.session.proto.NodeDef;
import org.duograph.tensor.NDArray;

/**
 * A process of a cluster: it listens at its address, holds the variables that are placed on it, and
 * runs its parts of steps. TensorFlow's {@code tf.train.Server}.
 *
 * <pre>{@code
 * try (Server server = new Server(cluster, "ps", 0, ClusterOptions.DEFAULT)) {
 *     server.join();
 * }
 * }</pre>
 *
 * <p>Sessions talk to it by its {@link #target}; the process that opens one cuts each step into the
 * parts of the tasks, and tasks get tensors from each other. What goes over the network is
 * Duograph's own, neither encrypted nor signed; TensorFlow's servers don't understand it.
 */
public final class Server implements AutoCloseable {
    static final String SCHEME = "duograph://";

    private final TaskName name;
    private final ClusterSpec cluster;
    private final ClusterOptions options;
    private final long incarnation = new SecureRandom().nextLong();
    private final Task task;
    private final Desk desk;
    private final Map<TaskName, Contact> others = new ConcurrentHashMap<>();
    private final CountDownLatch closed = new CountDownLatch(1);

    /**
     * Listens at the task's address. A port of 0 is any that is free.
     *
     * @throws IllegalArgumentException if the cluster has no such task
     * @throws PeerException if the port is taken: perhaps this task is running already
     * @throws IOException if it can't listen for another reason
     */
    public Server(ClusterSpec cluster, String job, int index, ClusterOptions options)
            throws IOException {
        cluster.require(job, index, "This server");
        this.name = new TaskName(job, index);
        this.options = options;
        Peer self = Peer.parse(index, cluster.address(name));
        this.task =
                new Task(
                        name,
                        options.session(),
                        options.group().deadline().toNanos(),
                        options.log());
        try {
            this.desk = new Desk(self.host(), self.port(), options.group(), this::answer);
        } catch (IOException e) {
            task.close();
            throw new PeerException(
                    -1,
                    "%s can't be started: %s. Is it running already?"
                            .formatted(name, e.getMessage()));
        }
        Peer real = new Peer(index, self.host(), desk.port());
        this.cluster = cluster.with(name, real.address());
        print("%s listens at %s".formatted(name, real.address()));
    }

    /**
     * A cluster of this process alone, on any free port of 127.0.0.1: job {@code local}, task 0.
     */
    public static Server createLocalServer() throws IOException {
        return new Server(
                ClusterSpec.of("local", "127.0.0.1:0"), "local", 0, ClusterOptions.DEFAULT);
    }

    private void print(String line) {
        if (options.log() != null) {
            options.log().println(line);
        }
    }

    /** Which task it is. */
    public TaskName name() {
        return name;
    }

    /** The cluster, with the port at which this server listens. */
    public ClusterSpec cluster() {
        return cluster;
    }

    /** How it works. */
    ClusterOptions options() {
        return options;
    }

    /** By what sessions find it, such as {@code duograph://10.0.0.2:2222}. */
    public String target() {
        return SCHEME + cluster.address(name);
    }

    /** A session for a graph whose operations run here, unless their devices say otherwise. */
    public Session session(Graph graph) {
        return ClusterSession.open(target(), graph, options);
    }

    /** Waits until this is closed, which usually means until the process is ended. */
    public void join() throws InterruptedException {
        closed.await();
    }

    /**
     * How the workers of synchronous training do whose gradients are collected here: a line for
     * each, with how many gradients it gave, how many of them came too late, and how long after the
     * first of a step they came.
     */
    public String report() {
        return task.shelf().report();
    }

    private byte[] answer(byte[] question) {
        try {
            Packet packet = new Packet(question);
            return answer(Question.of(packet), packet).bytes();
        } catch (RuntimeException e) {
            return Question.failure(e).bytes();
        } catch (OutOfMemoryError e) {
            return Question.failure(new IllegalStateException(e.toString(), e)).bytes();
        }
    }

    private Packet answer(Question kind, Packet packet) {
        Packet answer = Question.answer();
        switch (kind) {
            case HELLO ->
                    answer.put(name.job())
                            .put(name.index())
                            .put(incarnation)
                            .put(cluster.toString());
            case REGISTER -> {
                requireSame(packet.getLong());
                String client = packet.getText();
                answer.put(task.register(packet.getBytes(), client));
            }
            case RUN -> run(packet, answer);
            case PULL -> {
                requireSame(packet.getLong());
                String step = packet.getText();
                int edge = packet.getInt();
                long nanos = options.group().deadline().toNanos();
                answer.put(task.rendezvous().take(step, edge, packet.getText(), name, nanos));
            }
            case GIVE_UP -> task.rendezvous().fail(packet.getText(), packet.getText());
            case VALUE -> {
                boolean wanted = packet.getInt() == 1;
                String variable = packet.getText();
                NDArray content = wanted ? task.value(variable) : null;
                boolean there = wanted ? content != null : task.isInitialized(variable);
                answer.put(there ? 1 : 0);
                if (content != null) {
                    answer.put(content);
                }
            }
            case LOAD -> task.load(node(packet.getBytes()), packet.getArray());
            case CLEAR -> task.shelf().clear();
            default -> throw new IllegalArgumentException("Nobody answers " + kind);
        }
        return answer;
    }

    private static NodeDef node(byte[] bytes) {
        try {
            return NodeDef.parseFrom(bytes);
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalArgumentException("That is no NodeDef: " + e, e);
        }
    }

    private void requireSame(long expected) {
        if (expected != incarnation) {
            throw new TaskException(
                    TaskException.Reason.ABORTED,
                    "%s was started anew since the session began, and what it held is lost; make a new session and restore a checkpoint"
                            .formatted(name));
        }
    }

    private void run(Packet packet, Packet answer) {
        requireSame(packet.getLong());
        int number = packet.getInt();
        String step = packet.getText();
        String client = packet.getText();
        Map<TaskName, Long> incarnations = new HashMap<>();
        for (int i = packet.getCount(16); i > 0; i--) {
            TaskName other = new TaskName(packet.getText(), packet.getInt());
            incarnations.put(other, packet.getLong());
        }
        List<NDArray> fed = new ArrayList<>();
        for (int i = packet.getCount(Integer.BYTES); i > 0; i--) {
            fed.add(packet.getArray());
        }
        List<NDArray> fetched = task.run(number, step, client, fed, incarnations, this::pull);
        answer.put(fetched.size());
        fetched.forEach(answer::put);
    }

    private NDArray pull(
            Part.Incoming what, String step, int edge, Map<TaskName, Long> incarnations) {
        Contact other =
                others.computeIfAbsent(
                        what.from(),
                        from -> new Contact(from, cluster.address(from), options.group()));
        Packet question =
                Question.PULL
                        .packet()
                        .put(incarnations.get(what.from()))
                        .put(step)
                        .put(edge)
                        .put(what.tensor());
        try {
            return other.ask(question).getArray();
        } catch (TaskException e) {
            throw new TaskException(
                    e.reason(),
                    "%s wants %s in step %s: %s"
                            .formatted(name, what.tensor(), step, e.getMessage()),
                    e);
        }
    }

    /** Listens no more, and gives up what it holds. */
    @Override
    public void close() throws IOException {
        desk.close();
        others.values().forEach(Contact::close);
        task.close();
        closed.countDown();
    }
}
