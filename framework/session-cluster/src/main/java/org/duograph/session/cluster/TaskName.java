package org.duograph.session.cluster;

/**
 * Which process of a cluster.
 *
 * @param job the name of its job, such as {@code ps} or {@code worker}
 * @param index its number in the job, from 0
 */
public record TaskName(String job, int index) implements Comparable<TaskName> {
    @Override
    public int compareTo(TaskName other) {
        int byJob = job.compareTo(other.job);
        return byJob != 0 ? byJob : Integer.compare(index, other.index);
    }

    /** As in devices, {@code /job:ps/task:0}. */
    @Override
    public String toString() {
        return "/job:" + job + "/task:" + index;
    }
}
