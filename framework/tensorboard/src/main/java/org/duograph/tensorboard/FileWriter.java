package org.duograph.tensorboard;

import com.google.protobuf.InvalidProtocolBufferException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.duograph.measure.Profile;
import org.duograph.session.Graph;
import org.duograph.session.io.GraphDefWriter;
import org.duograph.session.proto.Event;
import org.duograph.session.proto.GraphDef;
import org.duograph.session.proto.RunMetadata;
import org.duograph.session.proto.SessionLog;
import org.duograph.session.proto.Summary;
import org.duograph.session.proto.TaggedRunMetadata;
import org.duograph.session.summary.Values;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;
import org.duograph.tensor.TextBytes;
import org.duograph.workspace.proto.NetDef;

/**
 * Writes what there is to see of a run into an event file, TensorFlow's {@code
 * tf.summary.FileWriter}. A run is a folder; folders side by side are compared.
 *
 * <pre>{@code
 * try (FileWriter writer = new FileWriter(Path.of("runs/first"))) {
 *     writer.addGraph(graph);
 *     for (int step = 0; step < steps; step++) {
 *         writer.addScalar("loss", session.run(loss).item(), step);
 *     }
 * }
 * }</pre>
 *
 * <p>Look at it with {@code duograph board runs}, or with TensorBoard: {@code tensorboard --logdir
 * runs}. All is in the file when a method returns. Threads may share a writer. What can't be
 * written is an {@link UncheckedIOException}.
 */
public final class FileWriter implements AutoCloseable {
    private final EventWriter events;
    private final Path folder;

    /** Begins a new file in the folder of a run, which is made if it isn't there. */
    public FileWriter(Path folder) {
        this.folder = folder;
        try {
            this.events = EventWriter.in(folder);
        } catch (IOException e) {
            throw refused(folder, e);
        }
    }

    /** The folder of the run. */
    public Path folder() {
        return folder;
    }

    /** The file that is written. */
    public Path file() {
        return events.file();
    }

    /** Adds what a summary operation of the session face gave: {@code session.run(summary)}. */
    public void addSummary(NDArray summary, long step) {
        try {
            addSummary(Summary.parseFrom(TextBytes.bytes(summary.getText(0))), step);
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalArgumentException(
                    "A summary is what an operation of graph.summaries() gives; found " + summary,
                    e);
        }
    }

    /** Adds a summary. */
    public void addSummary(Summary summary, long step) {
        write(event(step).setSummary(summary));
    }

    /** Adds a number: a point of a curve. */
    public void addScalar(String tag, double number, long step) {
        add(step, List.of(Values.scalar(tag, number)));
    }

    /**
     * Adds how numbers are spread.
     *
     * @throws IllegalArgumentException if one is infinite or not a number
     */
    public void addHistogram(String tag, NDArray numbers, long step) {
        add(step, List.of(Values.histogram(tag, numbers)));
    }

    /**
     * Adds how those of some numbers are spread that are finite, and if others are among them, how
     * many: a training that went astray is to be seen, not ended.
     */
    public void addFinite(String tag, NDArray numbers, long step) {
        double[] finite = Arrays.stream(numbers.toDoubles()).filter(Double::isFinite).toArray();
        addHistogram(tag, NDArray.of(Shape.of(finite.length), finite), step);
        if (finite.length < numbers.size()) {
            addScalar("not finite/" + tag, numbers.size() - finite.length, step);
        }
    }

    /**
     * Adds images.
     *
     * @param images of shape (images, height, width, channels) with 1, 3 or 4 channels: bytes, or
     *     other numbers, which are scaled image by image
     */
    public void addImages(String tag, NDArray images, long step) {
        add(step, Values.images(tag, images, Math.max(1, images.shape().dim(0))));
    }

    /** Adds a text, in which Markdown is shown as it is meant. */
    public void addText(String tag, String text, long step) {
        add(step, List.of(TensorValues.text(tag, text)));
    }

    /**
     * Adds how precision and recall of a classifier of two classes depend on the threshold. There
     * are 201, from 0 to 1; a prediction that is not below one counts as yes.
     *
     * @param labels 0 or 1, of any type
     * @param predictions as many, from 0 to 1
     * @throws IllegalArgumentException if they are others
     */
    public void addPrCurve(String tag, NDArray labels, NDArray predictions, long step) {
        add(step, List.of(TensorValues.prCurve(tag, labels, predictions, 201)));
    }

    private void add(long step, List<Summary.Value> values) {
        addSummary(Summary.newBuilder().addAllValue(values).build(), step);
    }

    /** Adds the graph that is run. */
    public void addGraph(Graph graph) {
        addGraph(GraphDefWriter.write(graph));
    }

    /** Adds the graph that is run. */
    public void addGraph(GraphDef graph) {
        write(event(0).setGraphDef(graph.toByteString()));
    }

    /** Adds the picture of a net: a graph in which blobs are called as their operators. */
    public void addGraph(NetDef net) {
        addGraph(NetGraph.of(net));
    }

    /**
     * Adds how long the operations of a run took.
     *
     * @param tag the name of the run, such as {@code step_100}
     */
    public void addRunMetadata(RunMetadata metadata, String tag, long step) {
        write(
                event(step)
                        .setTaggedRunMetadata(
                                TaggedRunMetadata.newBuilder()
                                        .setTag(tag)
                                        .setRunMetadata(metadata.toByteString())));
    }

    /** Adds how long the steps of a plan took, one after the other. */
    public void addProfile(Profile profile, String tag, long step) {
        addRunMetadata(ProfileMetadata.of(profile), tag, step);
    }

    /**
     * Says that the program began anew at a step, from a checkpoint: what was written of that step
     * and later ones is no longer shown.
     */
    public void addSessionStart(long step) {
        write(
                event(step)
                        .setSessionLog(
                                SessionLog.newBuilder().setStatus(SessionLog.SessionStatus.START)));
    }

    private static Event.Builder event(long step) {
        return Event.newBuilder().setWallTime(System.currentTimeMillis() / 1e3).setStep(step);
    }

    private void write(Event.Builder event) {
        try {
            events.write(event.build());
        } catch (IOException e) {
            throw refused(events.file(), e);
        }
    }

    private static UncheckedIOException refused(Path where, IOException e) {
        return new UncheckedIOException("Events can't be written to %s: %s".formatted(where, e), e);
    }

    @Override
    public void close() {
        try {
            events.close();
        } catch (IOException e) {
            throw refused(events.file(), e);
        }
    }
}
