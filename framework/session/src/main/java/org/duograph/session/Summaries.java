package org.duograph.session;

import java.util.List;
import java.util.function.UnaryOperator;
import org.duograph.session.proto.SummaryMetadata;
import org.duograph.tensor.DType;
import org.duograph.tensor.TextBytes;

/**
 * What a run tells of itself, TensorFlow's {@code tf.summary}: operations that give a summary,
 * which a {@code FileWriter} of the module {@code duograph-tensorboard} takes.
 *
 * <pre>{@code
 * g.summaries().scalar("loss", loss);
 * g.summaries().histogram("weights", w.read());
 * Tensor all = g.summaries().mergeAll();
 * try (FileWriter writer = new FileWriter(Path.of("runs/first"))) {
 *     writer.addGraph(g);
 *     for (long i = 0; i < steps; i++) {
 *         writer.addSummary(session.feed(x, batch).run(step, all).get(0), i);
 *     }
 * }
 * }</pre>
 *
 * <p>What is to be seen is called like the operation, with the scopes that are open.
 */
public final class Summaries {
    /** The collection of the summaries that {@link #mergeAll} takes. */
    public static final String SUMMARIES = "summaries";

    private final Graph graph;
    private final String collection;

    Summaries(Graph graph) {
        this(graph, SUMMARIES);
    }

    private Summaries(Graph graph, String collection) {
        this.graph = graph;
        this.collection = collection;
    }

    /** Summaries that join another collection, so that they are taken at other times. */
    public Summaries in(String other) {
        return new Summaries(graph, other);
    }

    /** A number: a tensor with one element. */
    public Tensor scalar(String name, Tensor number) {
        return add("ScalarSummary", name, "tags", op -> op.input(number));
    }

    /** How the elements of a tensor are spread. */
    public Tensor histogram(String name, Tensor values) {
        return add("HistogramSummary", name, "tag", op -> op.input(values));
    }

    /** The first three images of a batch. */
    public Tensor image(String name, Tensor images) {
        return image(name, images, 3);
    }

    /**
     * The first images of a batch.
     *
     * @param images of shape (images, height, width, channels) with 1, 3 or 4 channels: bytes, or
     *     other numbers, which are scaled image by image
     * @param most how many at most
     */
    public Tensor image(String name, Tensor images, int most) {
        if (most < 1) {
            throw new IllegalArgumentException("At least one image is to be seen, found " + most);
        }
        return add("ImageSummary", name, "tag", op -> op.input(images).attr("max_images", most));
    }

    /**
     * Texts, in which Markdown is shown as it is meant.
     *
     * @throws IllegalArgumentException if the tensor holds something else
     */
    public Tensor text(String name, Tensor texts) {
        if (texts.dtype() != DType.STRING) {
            throw new IllegalArgumentException(
                    "Expected tensor %s to have dtype string, got %s"
                            .formatted(texts.name(), texts.dtype()));
        }
        SummaryMetadata.PluginData view =
                SummaryMetadata.PluginData.newBuilder().setPluginName("text").build();
        byte[] metadata = SummaryMetadata.newBuilder().setPluginData(view).build().toByteArray();
        return add(
                "TensorSummaryV2",
                name,
                "tag",
                op ->
                        op.input(
                                texts,
                                graph.constant(
                                        "serialized_summary_metadata", TextBytes.text(metadata))));
    }

    /**
     * One summary of several.
     *
     * @throws IllegalArgumentException if there are none; when it runs, if two have the same tag
     */
    public Tensor merge(List<Tensor> summaries) {
        if (summaries.isEmpty()) {
            throw new IllegalArgumentException("There is no summary to merge");
        }
        return graph.op("MergeSummary").inputs(summaries).attr("N", summaries.size()).tensor();
    }

    /** One summary of all that were made so far in this collection; null if there are none. */
    public Tensor mergeAll() {
        List<Tensor> all = graph.collection(collection, Tensor.class);
        return all.isEmpty() ? null : merge(all);
    }

    /** An operation that is called like its scope, and so is its tag, the first input. */
    private Tensor add(
            String type, String name, String tag, UnaryOperator<OperationBuilder> operands) {
        try (Scope scope = graph.nameScope(name)) {
            String own = scope.name();
            Tensor tags = graph.constant(tag, own.substring(0, own.length() - 1));
            Tensor summary = operands.apply(graph.op(type).name(own).input(tags)).tensor();
            graph.addToCollection(collection, summary);
            return summary;
        }
    }
}
