package org.duograph.session.cluster;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.duograph.cluster.Peer;

/**
 * The processes of a cluster and where they listen: for each job, such as {@code ps} and {@code
 * worker}, the addresses of its tasks in their order. All processes are given the same.
 *
 * <pre>{@code
 * ClusterSpec cluster =
 *         ClusterSpec.of("ps", "10.0.0.1:2222").and("worker", "10.0.0.2:2222", "10.0.0.3:2222");
 * }</pre>
 */
public final class ClusterSpec {
    private final Map<String, List<String>> jobs;

    private ClusterSpec(Map<String, List<String>> jobs) {
        this.jobs = jobs;
    }

    /** A cluster of one job; {@link #and} adds others. */
    public static ClusterSpec of(String job, String... addresses) {
        return new ClusterSpec(Map.of()).and(job, addresses);
    }

    /**
     * The same with one job more.
     *
     * @param addresses of its tasks, {@code host:port} each
     * @throws IllegalArgumentException if the job is there, has no task or an impossible name, or
     *     an address can't be read or is another task's
     */
    public ClusterSpec and(String job, String... addresses) {
        if (!job.matches("[a-zA-Z][\\w.-]*")) {
            throw new IllegalArgumentException(
                    "A job's name begins with a letter and has letters, digits and _ . - in it, found \"%s\""
                            .formatted(job));
        }
        if (jobs.containsKey(job)) {
            throw new IllegalArgumentException(
                    "The cluster has a job \"%s\" already, of %s; give all its tasks at once"
                            .formatted(job, jobs.get(job)));
        }
        if (addresses.length == 0) {
            throw new IllegalArgumentException(
                    "Job \"%s\" has no task; give an address for each, such as 10.0.0.7:2222"
                            .formatted(job));
        }
        Map<String, List<String>> all = new LinkedHashMap<>(jobs);
        all.put(job, List.of(addresses));
        requireOwnAddresses(all);
        return new ClusterSpec(Collections.unmodifiableMap(all));
    }

    private static void requireOwnAddresses(Map<String, List<String>> jobs) {
        Map<String, TaskName> owners = new HashMap<>();
        jobs.forEach(
                (job, addresses) -> {
                    for (int i = 0; i < addresses.size(); i++) {
                        Peer peer = Peer.parse(i, addresses.get(i));
                        TaskName task = new TaskName(job, i);
                        TaskName other = owners.put(peer.address(), task);
                        if (other != null && peer.port() != 0) {
                            throw new IllegalArgumentException(
                                    "%s and %s have the same address, %s; each task needs a port of its own"
                                            .formatted(other, task, peer.address()));
                        }
                    }
                });
    }

    /** The names of its jobs. */
    public List<String> jobs() {
        return List.copyOf(jobs.keySet());
    }

    /** How many tasks a job has; 0 if there is no such job. */
    public int tasks(String job) {
        return jobs.getOrDefault(job, List.of()).size();
    }

    /** All tasks, in the order in which they were given. */
    public List<TaskName> tasks() {
        List<TaskName> all = new ArrayList<>();
        jobs.forEach(
                (job, addresses) -> {
                    for (int i = 0; i < addresses.size(); i++) {
                        all.add(new TaskName(job, i));
                    }
                });
        return all;
    }

    /**
     * The address of a task, {@code host:port}.
     *
     * @throws IllegalArgumentException if there is none; the message says what there is
     */
    public String address(TaskName task) {
        require(task.job(), task.index(), "What was asked for");
        return jobs.get(task.job()).get(task.index());
    }

    /** Fails if there is no such task. */
    void require(String job, int index, String who) {
        if (!jobs.containsKey(job)) {
            throw new IllegalArgumentException(
                    "%s is of job \"%s\", but the cluster has no such job; its jobs are %s"
                            .formatted(who, job, jobs.keySet()));
        }
        int count = tasks(job);
        if (index < 0 || index >= count) {
            throw new IllegalArgumentException(
                    "%s is task %d of job \"%s\", which has %d: %s"
                            .formatted(
                                    who,
                                    index,
                                    job,
                                    count,
                                    count == 1 ? "task 0" : "tasks 0 to " + (count - 1)));
        }
    }

    /** The same with another address for one task. */
    ClusterSpec with(TaskName task, String address) {
        Map<String, List<String>> all = new LinkedHashMap<>(jobs);
        List<String> addresses = new ArrayList<>(jobs.get(task.job()));
        addresses.set(task.index(), address);
        all.put(task.job(), List.copyOf(addresses));
        return new ClusterSpec(Collections.unmodifiableMap(all));
    }

    /** Reads what {@link #toString} wrote. */
    static ClusterSpec parse(String text) {
        ClusterSpec all = new ClusterSpec(Map.of());
        for (String job : text.split(";")) {
            int equals = job.indexOf('=');
            all = all.and(job.substring(0, equals), job.substring(equals + 1).split(","));
        }
        return all;
    }

    @Override
    public boolean equals(Object o) {
        return o instanceof ClusterSpec other && jobs.equals(other.jobs);
    }

    @Override
    public int hashCode() {
        return jobs.hashCode();
    }

    /** Such as {@code ps=10.0.0.1:2222;worker=10.0.0.2:2222,10.0.0.3:2222}. */
    @Override
    public String toString() {
        List<String> texts = new ArrayList<>();
        jobs.forEach((job, addresses) -> texts.add(job + "=" + String.join(",", addresses)));
        return String.join(";", texts);
    }
}
