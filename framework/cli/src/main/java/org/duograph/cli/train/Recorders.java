package org.duograph.cli.train;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * All recorders of a run. What can't be written is no reason to stop a training: the user is told
 * once, and that recorder is heard no more.
 */
final class Recorders {
    private final List<Recorder> all = new ArrayList<>();
    private final Consumer<String> tell;

    Recorders(Consumer<String> tell) {
        this.tell = tell;
    }

    void add(Recorder recorder) {
        all.add(recorder);
    }

    void step(int step, double rate, double loss) {
        each(recorder -> recorder.step(step, rate, loss));
    }

    void line(int step, double epoch, double rate, double accuracy) {
        each(recorder -> recorder.line(step, epoch, rate, accuracy));
    }

    @FunctionalInterface
    private interface Note {
        void in(Recorder recorder) throws IOException;
    }

    private void each(Note note) {
        for (Recorder recorder : List.copyOf(all)) {
            try {
                note.in(recorder);
            } catch (IOException e) {
                drop(recorder, e);
            } catch (UncheckedIOException e) {
                drop(recorder, e.getCause());
            }
        }
    }

    private void drop(Recorder recorder, IOException e) {
        tell.accept("%s can't be written: %s".formatted(recorder.what(), e.getMessage()));
        all.remove(recorder);
    }
}
