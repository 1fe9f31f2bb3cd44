package org.duograph.cli.options;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.duograph.graph.Suggestion;
import org.duograph.interop.onnx.OnnxData;
import org.duograph.interop.onnx.OnnxImporter;
import org.duograph.interop.onnx.OnnxModel;
import org.duograph.interop.onnx.OnnxTestFolder;
import org.duograph.interop.onnx.proto.TypeProto;
import org.duograph.interop.onnx.proto.ValueInfoProto;
import org.duograph.tensor.NDArray;
import org.duograph.workspace.ImageCard;
import picocli.CommandLine.Option;

/** The option {@code --feed} of a model of ONNX: arrays by the names of its inputs. */
public final class OnnxFeeds {
    private static final ImageCard NO_CARD = new ImageCard("", "", List.of());

    @Option(
            names = "--feed",
            paramLabel = "NAME=FILE",
            converter = Feed.Converter.class,
            description = {
                "Give input NAME the array in a .npy file, or what a .pb file of ONNX's test data"
                        + " holds. May be repeated.",
                "Numbers from 0 to 1, the same each time: NAME=random:1x3x32x32.",
                "Where numbers don't matter, NAME=TYPE:DIMS will do: data=float32:1x3x224x224."
            })
    private final List<Feed> feeds = new ArrayList<>();

    /** What is fed, zeros where only a type is given. */
    public Map<String, OnnxData> read(OnnxModel model) throws IOException {
        Map<String, OnnxData> data = new LinkedHashMap<>();
        for (Feed feed : feeds) {
            boolean message = feed.file() != null && feed.file().toString().endsWith(".pb");
            data.put(
                    feed.blob(),
                    message ? message(model, feed) : new OnnxData.Array(feed.read(NO_CARD)));
        }
        return data;
    }

    private static OnnxData message(OnnxModel model, Feed feed) throws IOException {
        TypeProto type = TypeProto.getDefaultInstance();
        List<String> names = new ArrayList<>();
        for (ValueInfoProto input : model.graph().getInputList()) {
            names.add(input.getName());
            type = input.getName().equals(feed.blob()) ? input.getType() : type;
        }
        if (!names.contains(feed.blob())) {
            throw new IllegalArgumentException(
                    "The model has no input \"%s\"%s; it has %s"
                            .formatted(feed.blob(), Suggestion.among(feed.blob(), names), names));
        }
        Path file = feed.file();
        return OnnxTestFolder.read(file, type);
    }

    /** An importer that knows the types of what is fed, and the numbers of small whole arrays. */
    public OnnxImporter importer(OnnxModel model) throws IOException {
        OnnxImporter importer = new OnnxImporter(model);
        for (Map.Entry<String, OnnxData> fed : read(model).entrySet()) {
            if (fed.getValue() instanceof OnnxData.Array array) {
                NDArray numbers = array.array();
                boolean told =
                        feeds.stream()
                                .anyMatch(f -> f.blob().equals(fed.getKey()) && f.hasNumbers());
                if (told && numbers.dtype().isWhole() && numbers.shape().rank() <= 1) {
                    importer.bind(fed.getKey(), numbers);
                } else {
                    importer.input(fed.getKey(), numbers.type());
                }
            }
        }
        return importer;
    }
}
