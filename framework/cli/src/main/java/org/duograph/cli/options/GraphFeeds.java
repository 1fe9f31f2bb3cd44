package org.duograph.cli.options;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.duograph.session.Run;
import org.duograph.session.Tensor;
import org.duograph.session.saved.Signature;
import org.duograph.tensor.DType;
import org.duograph.workspace.ImageCard;
import picocli.CommandLine.Option;

/** The option {@code --feed} of a graph: arrays and numbers by the names of tensors. */
public final class GraphFeeds {
    private static final ImageCard NO_CARD = new ImageCard("", "", List.of());
    private static final Pattern NUMBER =
            Pattern.compile("[-+]?(\\d+\\.?\\d*|\\.\\d+)([eE][-+]?\\d+)?|true|false");

    @Option(
            names = "--feed",
            paramLabel = "NAME=FILE",
            description = {
                "Give a tensor the array in a .npy file, or one number: keep_prob=1.0; may be"
                        + " repeated.",
                "NAME is a signature's input or a tensor; its :0 may be left out."
            })
    private final Map<String, String> feeds = new LinkedHashMap<>();

    /**
     * Feeds a run.
     *
     * @param signature whose inputs have names of their own; null if there is none
     * @throws IllegalArgumentException if there is no such tensor, or what is fed doesn't fit it
     */
    public void feed(OpenGraph graph, Signature signature, Run run) throws IOException {
        for (Map.Entry<String, String> feed : feeds.entrySet()) {
            String name = feed.getKey();
            Tensor input = signature == null ? null : signature.inputs().get(name);
            Tensor tensor = input != null ? input : graph.tensor(name);
            String value = feed.getValue();
            run.feed(
                    tensor,
                    NUMBER.matcher(value).matches()
                            ? number(value, tensor.dtype(), name)
                            : new Feed(name, Path.of(value)).read(NO_CARD));
        }
    }

    private static Object number(String text, DType dtype, String name) {
        try {
            if (text.equals("true") || text.equals("false")) {
                return Boolean.valueOf(text);
            }
            return dtype.isFloating() ? (Object) Double.valueOf(text) : (Object) Long.valueOf(text);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(
                    "--feed %s: %s is no %s".formatted(name, text, dtype.lowerName()), e);
        }
    }
}
