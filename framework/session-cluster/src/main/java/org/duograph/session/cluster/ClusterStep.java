package org.duograph.session.cluster;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletionService;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.Future;
import org.duograph.session.Master;
import org.duograph.tensor.NDArray;

/** A step that was cut: asks all tasks at once to run their parts, and gathers what is fetched. */
final class ClusterStep implements Master.Step {
    private final ClusterMaster master;
    private final Map<TaskName, Share> shares;
    private final List<Cut.Source> sources;

    /**
     * What a task has of the step.
     *
     * @param number of its part, as the task knows it
     * @param feeds which of the feeds it is sent
     * @param from the tasks from which it gets tensors
     */
    record Share(Contact contact, int number, List<Integer> feeds, List<TaskName> from) {}

    private record Outcome(TaskName task, List<NDArray> fetched, RuntimeException failure) {}

    ClusterStep(ClusterMaster master, Map<TaskName, Share> shares, List<Cut.Source> sources) {
        this.master = master;
        this.shares = shares;
        this.sources = sources;
    }

    @Override
    public List<NDArray> run(List<NDArray> fed) {
        String step = master.nextStep();
        Map<TaskName, List<NDArray>> fetched = new TreeMap<>();
        master.begins(step, this);
        try {
            if (shares.size() == 1) {
                shares.forEach((task, share) -> fetched.put(task, run(share, step, fed)));
            } else {
                runAll(step, fed, fetched);
            }
        } finally {
            master.ends(step);
        }
        List<NDArray> all = new ArrayList<>();
        for (Cut.Source source : sources) {
            all.add(
                    source.task() == null
                            ? fed.get(source.index())
                            : fetched.get(source.task()).get(source.index()));
        }
        return all;
    }

    /** Runs all parts; when one fails, the others are told, so that they don't wait for it. */
    private void runAll(String step, List<NDArray> fed, Map<TaskName, List<NDArray>> fetched) {
        CompletionService<Outcome> results = new ExecutorCompletionService<>(master.threads());
        List<Future<Outcome>> running = new ArrayList<>();
        shares.forEach(
                (task, share) ->
                        running.add(results.submit(() -> outcome(task, share, step, fed))));
        RuntimeException first = null;
        try {
            for (int i = 0; i < shares.size(); i++) {
                Outcome outcome = results.take().get();
                if (outcome.failure == null) {
                    fetched.put(outcome.task, outcome.fetched);
                } else if (first == null) {
                    first = outcome.failure;
                    giveUp(step, first.getMessage());
                } else if (isCancelled(first)) { // which says whose fault it is, but not what
                    first = outcome.failure;
                }
            }
        } catch (InterruptedException e) {
            running.forEach(future -> future.cancel(true));
            Thread.currentThread().interrupt();
            giveUp(step, "the session was interrupted");
            throw new TaskException(
                    TaskException.Reason.CANCELLED, "Interrupted in step " + step, e);
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause().toString(), e.getCause());
        }
        if (first != null) {
            throw first;
        }
    }

    private static boolean isCancelled(RuntimeException e) {
        return e instanceof TaskException task && task.reason() == TaskException.Reason.CANCELLED;
    }

    private Outcome outcome(TaskName task, Share share, String step, List<NDArray> fed) {
        try {
            return new Outcome(task, run(share, step, fed), null);
        } catch (RuntimeException e) {
            return new Outcome(task, null, e);
        }
    }

    private List<NDArray> run(Share share, String step, List<NDArray> fed) {
        Packet question =
                Question.RUN
                        .packet()
                        .put(master.incarnation(share.contact.task()))
                        .put(share.number)
                        .put(step)
                        .put(master.self().toString())
                        .put(share.from.size());
        for (TaskName other : share.from) {
            question.put(other.job()).put(other.index()).put(master.incarnation(other));
        }
        question.put(share.feeds.size());
        share.feeds.forEach(feed -> question.put(fed.get(feed)));
        Packet answer = share.contact.ask(question);
        List<NDArray> fetched = new ArrayList<>();
        for (int i = answer.getCount(Integer.BYTES); i > 0; i--) {
            fetched.add(answer.getArray());
        }
        return fetched;
    }

    /** Tells the tasks that nobody waits for the step any more. */
    void giveUp(String step, String why) {
        for (Share share : shares.values()) {
            try {
                share.contact.ask(Question.GIVE_UP.packet().put(step).put("given up: " + why));
            } catch (RuntimeException e) {
                // it is gone, or will find out by its own deadline
            }
        }
    }
}
