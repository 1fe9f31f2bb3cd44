package org.duograph.serving.versions;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import org.duograph.serving.Code;
import org.duograph.serving.Refusal;
import org.duograph.serving.model.Model;
import org.duograph.serving.model.Pictures;
import org.duograph.serving.model.Port;
import org.duograph.serving.model.Runner;
import org.duograph.serving.model.ServedSignature;
import org.duograph.tensor.ArrayType;
import org.duograph.tensor.NDArray;

/**
 * One version of a model, from the moment it is found until its memory is free again. Requests use
 * it between {@link #use} and {@link #release}; it is closed when it is to go and nobody uses it.
 */
public final class ModelVersion {
    /** Reads the files. */
    @FunctionalInterface
    interface Source {
        Model load() throws IOException;
    }

    /** What a version is doing, in TensorFlow Serving's words and numbers. */
    public enum State {
        START(10),
        LOADING(20),
        AVAILABLE(30),
        UNLOADING(40),
        END(50);

        private final int number;

        State(int number) {
            this.number = number;
        }

        /** The number in messages. */
        public int number() {
            return number;
        }
    }

    private final String model;
    private final long number;
    private final Source source;
    private final Loading loading;
    private State state = State.START;
    private String error = "";
    private Model loaded;
    private BlockingQueue<Runner> idle;
    private int users;

    ModelVersion(String model, long number, Source source, Loading loading) {
        this.model = model;
        this.number = number;
        this.source = source;
        this.loading = loading;
    }

    /** The name of its model. */
    public String model() {
        return model;
    }

    /** Its number. */
    public long number() {
        return number;
    }

    /** What it is doing. */
    public synchronized State state() {
        return state;
    }

    /** Why it can't be used; empty if it can, or nobody knows yet. */
    public synchronized String error() {
        return error;
    }

    /** Loads it, and gets ready for the batches that are going to come. */
    void load() {
        synchronized (this) {
            if (state != State.START) {
                return;
            }
            state = State.LOADING;
        }
        Model read = null;
        BlockingQueue<Runner> runners = new ArrayBlockingQueue<>(loading.runners());
        String failure = "";
        try {
            read = source.load();
            for (int i = 0; i < loading.runners(); i++) {
                runners.add(read.runner());
            }
            for (Runner runner : runners) {
                warmUp(read, runner);
                read.warmUp(runner);
            }
        } catch (IOException | RuntimeException | OutOfMemoryError | LinkageError e) {
            runners.forEach(Runner::close);
            if (read != null) {
                read.close();
            }
            failure = e.getMessage() == null ? e.toString() : e.getMessage();
        }
        synchronized (this) {
            error = failure;
            if (failure.isEmpty()) {
                loaded = read;
                idle = runners;
            }
            state = failure.isEmpty() ? State.AVAILABLE : State.END;
            notifyAll();
        }
    }

    private void warmUp(Model read, Runner runner) {
        ServedSignature signature = read.signatures().get(ServedSignature.DEFAULT);
        if (signature == null || !signature.batched()) {
            return;
        }
        for (int rows : loading.batches()) {
            Map<String, NDArray> zeros = new HashMap<>();
            for (Map.Entry<String, Port> input : signature.inputs().entrySet()) {
                ArrayType type = input.getValue().typeOf(rows);
                if (type == null) {
                    return; // shapes that only requests know
                }
                zeros.put(input.getKey(), NDArray.zeros(type));
            }
            runner.run(ServedSignature.DEFAULT, zeros);
        }
    }

    /**
     * Keeps it from being closed until it is released. A lazy one is loaded now.
     *
     * @throws Refusal if it can't be used, with the reason
     */
    void use() {
        boolean first;
        synchronized (this) {
            users++;
            first = state == State.START;
        }
        if (first) {
            load();
        }
        synchronized (this) {
            try {
                while (state == State.START || state == State.LOADING) {
                    wait();
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                users--;
                throw new Refusal(Code.UNAVAILABLE, "The server is stopping");
            }
            if (loaded == null) {
                users--;
                throw new Refusal(
                        Code.UNAVAILABLE,
                        "Version %d of model %s can't be used: %s".formatted(number, model, error));
            }
        }
    }

    /** Uses it once more, while it is in use; release it once more, too. */
    public synchronized void retain() {
        if (users == 0) {
            throw new IllegalStateException("version " + number + " is not in use");
        }
        users++;
    }

    /** After {@link #use} or {@link #retain}. */
    public void release() {
        Runnable closing;
        synchronized (this) {
            users--;
            closing = users == 0 && state == State.UNLOADING ? detach() : () -> {};
        }
        closing.run();
    }

    /** Lets it go as soon as nobody uses it. */
    void unload() {
        Runnable closing = () -> {};
        synchronized (this) {
            if (state == State.END || state == State.UNLOADING) {
                return;
            }
            state = State.UNLOADING;
            if (users == 0) {
                closing = detach();
            }
        }
        closing.run();
    }

    /** Takes its model away, so that nobody can begin to use it; gives what closes that. */
    private Runnable detach() {
        Model closing = loaded;
        BlockingQueue<Runner> runners = idle;
        loaded = null;
        idle = null;
        state = State.END;
        notifyAll();
        return () -> {
            if (closing != null) {
                runners.forEach(Runner::close);
                closing.close();
            }
        };
    }

    /** Its model; only between use and release. */
    private synchronized Model loaded() {
        if (loaded == null) {
            throw new IllegalStateException("version " + number + " is not in use");
        }
        return loaded;
    }

    /** What it can be asked; only between use and release. */
    public Map<String, ServedSignature> signatures() {
        return loaded().signatures();
    }

    /** What pictures it takes, if it says so; only between use and release. */
    public Optional<Pictures> pictures() {
        return loaded().pictures();
    }

    /** What kind of files it was read from; only between use and release. */
    public String format() {
        return loaded().format();
    }

    /**
     * Runs a signature; waits for a runner. Only between use and release.
     *
     * @throws IllegalArgumentException if shapes do not fit the model
     */
    public Map<String, NDArray> run(String signature, Map<String, NDArray> inputs) {
        BlockingQueue<Runner> runners;
        synchronized (this) {
            runners = idle;
        }
        Runner runner;
        try {
            runner = runners.take();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Refusal(Code.UNAVAILABLE, "The server is stopping");
        }
        try {
            return runner.run(signature, inputs);
        } catch (NoSuchElementException e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        } finally {
            runners.add(runner);
        }
    }
}
