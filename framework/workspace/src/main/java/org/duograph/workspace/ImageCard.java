package org.duograph.workspace;

import com.google.protobuf.ByteString;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.duograph.tensor.NDArray;
import org.duograph.workspace.io.Ops;
import org.duograph.workspace.proto.Argument;
import org.duograph.workspace.proto.NetDef;

/**
 * What a net of images says of itself to whoever runs it: which pixels it takes, and the names of
 * the classes whose scores it gives. It stands in the net, as arguments of the {@code NetDef}, so
 * that it can't be lost; Caffe2 reads over it.
 *
 * @param input the blob that takes the pixels; empty if the net does not say
 * @param pixels in words: how they stand in that blob
 * @param classNames the name of class {@code i} at place {@code i}; empty if the net does not say
 */
public record ImageCard(String input, String pixels, List<String> classNames) {
    private static final String INPUT = "pixel_input";
    private static final String PIXELS = "pixels";
    private static final String CLASSES = "class_names";

    /**
     * A class and its score.
     *
     * @param name the class
     * @param score what the net gave it, such as a probability
     */
    public record Guess(String name, double score) {}

    public ImageCard {
        classNames = List.copyOf(classNames);
    }

    /** The card of a net that takes pixels from 0 to 255 as N x C x H x W. */
    public static ImageCard of(
            String input, int channels, int height, int width, List<String> classNames) {
        String order =
                switch (channels) {
                    case 1 -> ", grey";
                    case 3 -> ", channels red, green, blue";
                    default -> "";
                };
        String pixels =
                "N x %d x %d x %d, numbers from 0 to 255%s"
                        .formatted(channels, height, width, order);
        return new ImageCard(input, pixels, classNames);
    }

    /** What a net says of itself; empty texts and no names if it says nothing. */
    public static ImageCard of(NetDef net) {
        return new ImageCard(
                argument(net, INPUT).map(a -> a.getS().toStringUtf8()).orElse(""),
                argument(net, PIXELS).map(a -> a.getS().toStringUtf8()).orElse(""),
                argument(net, CLASSES).map(Argument::getStringsList).orElse(List.of()).stream()
                        .map(ByteString::toStringUtf8)
                        .toList());
    }

    private static Optional<Argument> argument(NetDef net, String name) {
        return net.getArgList().stream().filter(a -> a.getName().equals(name)).findFirst();
    }

    /** The net with this card, in place of one that it had. */
    public NetDef on(NetDef net) {
        List<Argument> others =
                net.getArgList().stream()
                        .filter(a -> !List.of(INPUT, PIXELS, CLASSES).contains(a.getName()))
                        .toList();
        return net.toBuilder()
                .clearArg()
                .addAllArg(others)
                .addArg(Ops.arg(INPUT, input))
                .addArg(Ops.arg(PIXELS, pixels))
                .addArg(Ops.arg(CLASSES, classNames))
                .build();
    }

    /** Whether an array holds a score of each class for each image. */
    public boolean isScores(NDArray array) {
        return !classNames.isEmpty()
                && array.shape().rank() >= 2
                && array.size() == (long) array.shape().dim(0) * classNames.size();
    }

    /**
     * The classes with the highest scores, the best first, for each image.
     *
     * @param scores N x classes
     * @param most how many to name
     * @throws IllegalArgumentException if the scores are not of these classes
     */
    public List<List<Guess>> best(NDArray scores, int most) {
        if (!isScores(scores)) {
            throw new IllegalArgumentException(
                    "%s can't be scores of the net's %d classes"
                            .formatted(scores.type(), classNames.size()));
        }
        int classes = classNames.size();
        List<List<Guess>> all = new ArrayList<>();
        for (int image = 0; image < scores.shape().dim(0); image++) {
            int first = image * classes;
            all.add(
                    IntStream.range(0, classes)
                            .mapToObj(c -> new Guess(classNames.get(c), scores.get(first + c)))
                            .sorted(Comparator.comparingDouble(Guess::score).reversed())
                            .limit(most)
                            .toList());
        }
        return all;
    }

    /** What is odd about an array for a blob, in words; empty if nothing is. */
    public String doubt(String blob, NDArray array) {
        boolean mayBePixels = blob.equals(input) && array.size() > 1;
        double most = 0;
        for (int i = 0; mayBePixels && i < array.size(); i++) {
            most = Math.max(most, Math.abs(array.get(i)));
        }
        return mayBePixels && most > 0 && most <= 1
                ? "Blob \"%s\" holds no number beyond 1, but the net takes %s: pixels as they are, which it normalises itself"
                        .formatted(blob, pixels)
                : "";
    }
}
