package org.duograph.serving.batch;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.duograph.serving.Code;
import org.duograph.serving.Refusal;
import org.duograph.serving.metrics.Metrics;
import org.duograph.serving.model.Port;
import org.duograph.serving.model.ServedSignature;
import org.duograph.serving.versions.ModelVersion;
import org.duograph.tensor.NDArray;

/**
 * Computes requests on a few threads, whatever model they are for. A request that finds a thread
 * idle is computed at once; those that wait meanwhile are put together, rows of the same signature
 * and version, by the thread that is free next. A full queue refuses.
 */
public final class Batcher implements AutoCloseable {
    private final Batching batching;
    private final Metrics metrics;
    private final Deque<Job> queue = new ArrayDeque<>();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition arrived = lock.newCondition();
    private final List<Thread> workers = new ArrayList<>();
    private boolean closed;

    /** Starts the threads. */
    public Batcher(Batching batching, Metrics metrics) {
        this.batching = batching;
        this.metrics = metrics;
        for (int i = 0; i < batching.workers(); i++) {
            Thread worker = new Thread(this::work, "serving: worker " + i);
            worker.setDaemon(true);
            worker.start();
            workers.add(worker);
        }
    }

    /** How many requests wait. */
    public int waiting() {
        lock.lock();
        try {
            return queue.size();
        } finally {
            lock.unlock();
        }
    }

    /**
     * Runs a signature; returns when its outputs are there.
     *
     * @param version in use
     * @param inputs an array for each input
     * @param deadline when nobody waits any more, as {@link System#nanoTime}
     * @throws Refusal if inputs do not fit, too many requests wait, or it takes too long
     */
    public Map<String, NDArray> run(
            ModelVersion version, String signature, Map<String, NDArray> inputs, long deadline) {
        ServedSignature called = version.signatures().get(signature);
        called.inputs().forEach((name, port) -> port.require(name, inputs.get(name)));
        Job job = new Job(version, signature, inputs, rows(called, inputs), deadline);
        put(job);
        // Who asked may go before it is computed; the version must not.
        job.answer.whenComplete((outputs, failure) -> version.release());
        try {
            long left = Math.max(0, deadline - System.nanoTime());
            return job.answer.get(left, TimeUnit.NANOSECONDS);
        } catch (java.util.concurrent.TimeoutException e) {
            throw late();
        } catch (java.util.concurrent.ExecutionException e) {
            throw refusal(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Refusal(Code.UNAVAILABLE, "The server is stopping");
        }
    }

    private static Refusal late() {
        return new Refusal(
                Code.DEADLINE_EXCEEDED, "The model did not answer in time; ask less, or later");
    }

    private static RuntimeException refusal(Throwable cause) {
        Throwable root = cause instanceof CompletionException ? cause.getCause() : cause;
        if (root instanceof Refusal refusal) {
            return refusal;
        }
        if (root instanceof IllegalArgumentException || root instanceof ArithmeticException) {
            return Refusal.invalid(root.getMessage());
        }
        if (root instanceof OutOfMemoryError) {
            return new Refusal(
                    Code.RESOURCE_EXHAUSTED, "There is not enough memory for this request");
        }
        if (root instanceof IndexOutOfBoundsException || root instanceof IllegalStateException) {
            return Refusal.invalid("The model can't compute that: " + root.getMessage());
        }
        return new IllegalStateException(root);
    }

    /** How many rows a request has; 0 if it is to be computed alone. */
    private static int rows(ServedSignature called, Map<String, NDArray> inputs) {
        if (!called.batched()) {
            return 0;
        }
        int rows = -1;
        for (Map.Entry<String, Port> input : called.inputs().entrySet()) {
            int found = inputs.get(input.getKey()).shape().dim(0);
            if (rows >= 0 && found != rows) {
                throw Refusal.invalid(
                        "All inputs must have the same number of rows, found %d and %d"
                                .formatted(rows, found));
            }
            rows = found;
        }
        if (rows == 0) {
            throw Refusal.invalid("The inputs have no rows; give at least one");
        }
        return rows;
    }

    private void put(Job job) {
        lock.lock();
        try {
            if (closed) {
                throw new Refusal(Code.UNAVAILABLE, "The server is stopping");
            }
            if (queue.size() >= batching.queue()) {
                throw new Refusal(
                        Code.UNAVAILABLE,
                        "%d requests wait already, which is all that may; come back in a second"
                                .formatted(queue.size()));
            }
            job.version.retain();
            queue.add(job);
            arrived.signal();
        } finally {
            lock.unlock();
        }
    }

    private void work() {
        for (List<Job> jobs = take(); jobs != null; jobs = take()) {
            try {
                compute(jobs);
            } catch (Throwable e) { // a worker must not die: whoever waits is told
                jobs.forEach(job -> job.answer.completeExceptionally(e));
            }
        }
    }

    /** Waits for requests; null when there will be none. */
    private List<Job> take() {
        lock.lock();
        try {
            while (queue.isEmpty()) {
                if (closed) {
                    return null;
                }
                arrived.awaitUninterruptibly();
            }
            List<Job> jobs = new ArrayList<>();
            jobs.add(queue.poll());
            int rows = jobs.get(0).rows;
            if (rows > 0) {
                rows = takeMore(jobs, rows);
                long patience = TimeUnit.MILLISECONDS.toNanos(batching.patienceMillis());
                while (patience > 0 && rows < batching.most() && !closed) {
                    patience = arrived.awaitNanos(patience);
                    rows = takeMore(jobs, rows);
                }
            }
            return jobs;
        } catch (InterruptedException e) {
            throw new IllegalStateException(e); // nobody interrupts workers
        } finally {
            lock.unlock();
        }
    }

    /** Takes what waits and goes with the first; gives the number of rows. */
    private int takeMore(List<Job> jobs, int before) {
        int rows = before;
        Iterator<Job> waiting = queue.iterator();
        while (waiting.hasNext() && rows < batching.most()) {
            Job job = waiting.next();
            if (rows + job.rows <= batching.most() && job.goesWith(jobs.get(0))) {
                jobs.add(job);
                rows += job.rows;
                waiting.remove();
            }
        }
        return rows;
    }

    private void compute(List<Job> jobs) {
        jobs.removeIf(
                job -> job.isLate() && job.answer.completeExceptionally(late())); // nobody waits
        if (jobs.isEmpty()) {
            return;
        }
        Job first = jobs.get(0);
        try {
            if (first.rows == 0) {
                first.answer.complete(run(first, first.inputs, 1));
            } else if (first.rows > batching.most()) {
                first.answer.complete(inParts(first));
            } else {
                together(jobs);
            }
        } catch (RuntimeException | OutOfMemoryError e) {
            if (jobs.size() == 1) {
                first.answer.completeExceptionally(e);
                return;
            }
            // One of them may be to blame, which is no reason to refuse the others.
            jobs.forEach(job -> compute(new ArrayList<>(List.of(job))));
        }
    }

    private Map<String, NDArray> run(Job job, Map<String, NDArray> inputs, int rows) {
        long start = System.nanoTime();
        Map<String, NDArray> outputs = job.version.run(job.signature, inputs);
        metrics.ran(job.version.model(), rows, System.nanoTime() - start);
        return outputs;
    }

    private void together(List<Job> jobs) {
        int rows = jobs.stream().mapToInt(job -> job.rows).sum();
        int padded = batching.padded(rows);
        Map<String, NDArray> inputs = new LinkedHashMap<>();
        for (String name : jobs.get(0).inputs.keySet()) {
            inputs.put(
                    name, Rows.join(jobs.stream().map(j -> j.inputs.get(name)).toList(), padded));
        }
        Map<String, NDArray> outputs = run(jobs.get(0), inputs, rows);
        outputs.forEach((name, array) -> requireRows(name, array, padded));
        int from = 0;
        for (Job job : jobs) {
            Map<String, NDArray> mine = new LinkedHashMap<>();
            for (Map.Entry<String, NDArray> output : outputs.entrySet()) {
                mine.put(output.getKey(), Rows.cut(output.getValue(), from, job.rows));
            }
            job.answer.complete(mine);
            from += job.rows;
        }
    }

    private static void requireRows(String name, NDArray array, int rows) {
        if (array.shape().rank() == 0 || array.shape().dim(0) != rows) {
            throw new IllegalArgumentException(
                    "Output \"%s\" is %s for %d rows: this model does not compute row by row; serve it with --max-batch 1"
                            .formatted(name, array.type(), rows));
        }
    }

    /** A request of more rows than are computed together. */
    private Map<String, NDArray> inParts(Job job) {
        Map<String, List<NDArray>> parts = new LinkedHashMap<>();
        for (int from = 0; from < job.rows; from += batching.most()) {
            int rows = Math.min(batching.most(), job.rows - from);
            int padded = batching.padded(rows);
            Map<String, NDArray> inputs = new LinkedHashMap<>();
            for (Map.Entry<String, NDArray> input : job.inputs.entrySet()) {
                NDArray part = Rows.cut(input.getValue(), from, rows);
                inputs.put(input.getKey(), Rows.join(List.of(part), padded));
            }
            run(job, inputs, rows)
                    .forEach(
                            (name, array) -> {
                                requireRows(name, array, padded);
                                parts.computeIfAbsent(name, n -> new ArrayList<>())
                                        .add(Rows.cut(array, 0, rows));
                            });
        }
        Map<String, NDArray> outputs = new LinkedHashMap<>();
        parts.forEach((name, arrays) -> outputs.put(name, Rows.join(arrays, job.rows)));
        return outputs;
    }

    /** Computes what waits, and ends the threads. */
    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            arrived.signalAll();
        } finally {
            lock.unlock();
        }
        for (Thread worker : workers) {
            try {
                worker.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }
}
