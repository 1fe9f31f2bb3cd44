package org.duograph.session.cluster;

import java.io.IOException;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import org.duograph.session.Master;
import org.duograph.session.Operation;
import org.duograph.session.Variable;
import org.duograph.session.proto.NodeDef;
import org.duograph.tensor.NDArray;

/** Cuts the steps of a session into parts, and lets the tasks run them. */
final class ClusterMaster implements Master {
    private static final long SAY_NANOS = 5_000_000_000L;

    private final ClusterSpec cluster;
    private final TaskName self;
    private final ClusterOptions options;
    private final String name = "%08x".formatted(new SecureRandom().nextInt());
    private final AtomicLong steps = new AtomicLong();
    private final Map<TaskName, Contact> contacts = new ConcurrentHashMap<>();
    private final Map<TaskName, Long> incarnations = new ConcurrentHashMap<>();
    private final Map<String, ClusterStep> running = new ConcurrentHashMap<>();
    private final ExecutorService threads =
            Executors.newCachedThreadPool(
                    work -> {
                        Thread thread = new Thread(work, "duograph-cluster-session");
                        thread.setDaemon(true);
                        return thread;
                    });

    ClusterMaster(ClusterSpec cluster, TaskName self, ClusterOptions options) {
        this.cluster = cluster;
        this.self = self;
        this.options = options;
    }

    @Override
    public Step prepare(Wanted wanted) {
        Cut cut = Cut.of(wanted, new Placer(cluster, self));
        Map<TaskName, Part> parts = cut.parts();
        if (options.placementLog() != null) {
            cut.placements().forEach(options.placementLog()::println);
        }
        reach(parts.keySet());
        Map<TaskName, ClusterStep.Share> shares = new TreeMap<>();
        parts.forEach(
                (task, part) -> {
                    Packet question =
                            Question.REGISTER
                                    .packet()
                                    .put(incarnations.get(task))
                                    .put(self.toString())
                                    .put(part.bytes());
                    int number = contacts.get(task).ask(question).getInt();
                    shares.put(
                            task,
                            new ClusterStep.Share(
                                    contacts.get(task),
                                    number,
                                    cut.feedsOf(task),
                                    part.incoming().values().stream()
                                            .map(Part.Incoming::from)
                                            .distinct()
                                            .toList()));
                });
        return new ClusterStep(this, shares, cut.sources());
    }

    /** A name for a step, other than all others of all sessions. */
    String nextStep() {
        return name + ":" + steps.getAndIncrement();
    }

    /** Who asks, for messages. */
    TaskName self() {
        return self;
    }

    ExecutorService threads() {
        return threads;
    }

    long incarnation(TaskName task) {
        return incarnations.get(task);
    }

    /** Makes sure that tasks are there, and waits for those that aren't, until the deadline. */
    private synchronized void reach(Collection<TaskName> tasks) {
        long begin = System.nanoTime();
        long end = begin + options.group().deadline().toNanos();
        long said = begin - SAY_NANOS + 1_000_000_000L;
        while (true) {
            Map<TaskName, String> missing = new LinkedHashMap<>();
            for (TaskName task : tasks) {
                if (!incarnations.containsKey(task)) {
                    greet(task, missing);
                }
            }
            if (missing.isEmpty()) {
                return;
            }
            long now = System.nanoTime();
            List<String> all = new ArrayList<>();
            missing.forEach((task, why) -> all.add(task + " (" + why + ")"));
            if (now > end) {
                throw new TaskException(
                        TaskException.Reason.UNAVAILABLE,
                        "Gave up after %.1f s: missing are %s"
                                .formatted((now - begin) / 1e9, String.join(", ", all)));
            }
            if (options.log() != null && now - said > SAY_NANOS) {
                options.log().println("waiting for " + String.join(", ", all));
                said = now;
            }
            ClusterSession.pause();
        }
    }

    private void greet(TaskName task, Map<TaskName, String> missing) {
        Contact contact =
                contacts.computeIfAbsent(
                        task, t -> new Contact(t, cluster.address(t), options.group()));
        try {
            Contact.Hello hello = contact.hello();
            if (!hello.task().equals(task)) {
                throw new IllegalArgumentException(
                        "At %s, which is to be %s, there is %s; give all processes the same cluster"
                                .formatted(contact.address(), task, hello.task()));
            }
            if (!hello.cluster().equals(cluster)) {
                throw new IllegalArgumentException(
                        "%s was started with another cluster, %s, than %s with %s; give all processes the same"
                                .formatted(task, hello.cluster(), self, cluster));
            }
            incarnations.put(task, hello.incarnation());
        } catch (IOException e) {
            missing.put(task, e.getMessage());
        }
    }

    private Contact contact(Operation variable) {
        TaskName task = new Placer(cluster, self).of(variable);
        reach(List.of(task));
        return contacts.get(task);
    }

    @Override
    public NDArray value(Operation variable) {
        Packet question = Question.VALUE.packet().put(1).put(variable.name());
        Packet answer = contact(variable).ask(question);
        return answer.getInt() == 1 ? answer.getArray() : null;
    }

    @Override
    public boolean isInitialized(Operation variable) {
        Packet question = Question.VALUE.packet().put(0).put(variable.name());
        return contact(variable).ask(question).getInt() == 1;
    }

    @Override
    public void load(Operation variable, NDArray content) {
        NodeDef node =
                NodeDef.newBuilder()
                        .setName(variable.name())
                        .setOp(variable.type())
                        .setDevice(variable.device())
                        .putAllAttr(variable.attrs().messages())
                        .build();
        contact(variable).ask(Question.LOAD.packet().put(node.toByteArray()).put(content));
    }

    /** Lets the tasks that hold some variables forget what accumulators and queues hold. */
    void clear(List<Variable> variables) {
        Placer placer = new Placer(cluster, self);
        Set<TaskName> tasks = new TreeSet<>();
        variables.forEach(v -> tasks.add(placer.of(v.operation())));
        reach(tasks);
        tasks.forEach(task -> contacts.get(task).ask(Question.CLEAR.packet()));
    }

    /** A step begins, of which the tasks are to be told if it is given up. */
    void begins(String step, ClusterStep what) {
        running.put(step, what);
    }

    void ends(String step) {
        running.remove(step);
    }

    @Override
    public void close() {
        running.forEach((step, what) -> what.giveUp(step, "the session was closed"));
        threads.shutdownNow();
        contacts.values().forEach(Contact::close);
    }
}
