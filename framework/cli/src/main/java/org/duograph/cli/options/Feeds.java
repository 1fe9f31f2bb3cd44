package org.duograph.cli.options;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.duograph.graph.Suggestion;
import org.duograph.interop.safetensors.SafeTensors;
import org.duograph.tensor.ArrayType;
import org.duograph.tensor.NDArray;
import org.duograph.workspace.ImageCard;
import org.duograph.workspace.Workspace;
import org.duograph.workspace.proto.NetDef;
import picocli.CommandLine.Option;

/** The options that fill a workspace before a net runs: {@code --init} and {@code --feed}. */
public final class Feeds {
    @Option(
            names = "--feed",
            paramLabel = "NAME=FILE",
            converter = Feed.Converter.class,
            description = {
                "Give blob NAME the array in a .npy file, or the pixels of a picture (.png, .jpg,"
                        + " .gif, .bmp), scaled to what the net says it takes; - reads .npy from"
                        + " the standard input. May be repeated.",
                "Numbers from 0 to 1, the same each time: NAME=random:1x3x32x32.",
                "Where numbers don't matter, NAME=TYPE:DIMS will do: data=float32:1x3x224x224."
            })
    private final List<Feed> feeds = new ArrayList<>();

    @Option(
            names = "--init",
            paramLabel = "FILE",
            description = {
                "A net to run first, such as one that fills the weights, or weights themselves in a"
                        + " .safetensors file, each the blob of its name; repeatable."
            })
    private final List<Path> inits = new ArrayList<>();

    /**
     * Runs the init nets and feeds the arrays.
     *
     * @param net the net that will run on them
     * @param needNumbers whether a type in place of numbers is an error
     * @throws IllegalArgumentException if the init nets fill blobs, but none that the net reads
     */
    public void fill(Workspace workspace, NetDef net, boolean needNumbers) throws IOException {
        fillWeights(workspace, net);
        for (Feed feed : feeds) {
            if (needNumbers && !feed.hasNumbers()) {
                throw new IllegalArgumentException(
                        "Blob \"%s\" is given a type, %s, but this command needs its numbers: name a .npy file or a picture, or say random:DIMS"
                                .formatted(feed.blob(), feed.type()));
            }
            workspace.feedBlob(feed.blob(), feed.read(ImageCard.of(net)));
        }
    }

    /**
     * Runs the init nets and feeds the arrays of files of weights.
     *
     * @param net the net that will run on them
     * @throws IllegalArgumentException if they fill blobs, but none that the net reads
     */
    public void fillWeights(Workspace workspace, NetDef net) throws IOException {
        for (NetDef init : initNets(net)) {
            new NetInputs(workspace, init, Map.of()).requireAll();
            workspace.runNetOnce(init);
        }
        weights(net).forEach(workspace::feedBlob);
    }

    private static void requireUse(Set<String> filled, NetDef net) {
        Set<String> read = new LinkedHashSet<>(net.getExternalInputList());
        net.getOpList().forEach(op -> read.addAll(op.getInputList()));
        if (!filled.isEmpty()
                && filled.stream().noneMatch(f -> read.contains(f) || f.endsWith("_grad"))) {
            throw new IllegalArgumentException(
                    "--init fills %s, none of which net \"%s\" reads. It reads %s; names must be the same in both"
                            .formatted(
                                    Suggestion.list(filled), net.getName(), Suggestion.list(read)));
        }
    }

    /** Feeds zeros to the inputs of a net whose types follow from the others. */
    public static void feedZeros(Workspace workspace, NetDef net, Streams streams) {
        Map<String, ArrayType> derived = new NetInputs(workspace, net, Map.of()).derived();
        derived.forEach((name, type) -> workspace.feedBlob(name, NDArray.zeros(type)));
        new NetInputs(workspace, net, Map.of()).requireAll();
        if (!derived.isEmpty()) {
            String names = Suggestion.list(derived.keySet());
            streams.err().println("Not fed, and taken to be zeros: " + names + ".");
        }
    }

    /**
     * The nets of {@code --init}; files of weights are none of them, see {@link #startTypes}.
     *
     * @param net the net that will run on what they fill
     * @throws IllegalArgumentException if they fill blobs, but none that the net reads; or if one
     *     is no net
     */
    public List<NetDef> initNets(NetDef net) throws IOException {
        List<NetDef> nets = new ArrayList<>();
        Set<String> filled = new LinkedHashSet<>();
        for (Path file : inits) {
            if (!isSafeTensors(file)) {
                NetDef init = NetArgument.read(file);
                init.getOpList().forEach(op -> filled.addAll(op.getOutputList()));
                nets.add(init);
            }
        }
        requireUse(filled, net);
        return nets;
    }

    /** The arrays in the files of weights of {@code --init}. */
    private Map<String, NDArray> weights(NetDef net) throws IOException {
        Map<String, NDArray> weights = new LinkedHashMap<>();
        for (Path file : inits) {
            if (isSafeTensors(file)) {
                weights.putAll(SafeTensors.read(file).arrays());
            }
        }
        requireUse(weights.keySet(), net);
        return weights;
    }

    private static boolean isSafeTensors(Path file) {
        return file.toString().endsWith(".safetensors");
    }

    /** Whether there is an {@code --init}. */
    public boolean hasInits() {
        return !inits.isEmpty();
    }

    /** The types of what is fed to a net. */
    public Map<String, ArrayType> types(NetDef net) throws IOException {
        Map<String, ArrayType> types = new LinkedHashMap<>();
        for (Feed feed : feeds) {
            boolean told = feed.type() != null;
            types.put(feed.blob(), told ? feed.type() : feed.read(ImageCard.of(net)).type());
        }
        return types;
    }

    /**
     * The types of what is there before any init net runs: of what is fed, and of the arrays in
     * files of weights.
     *
     * @throws IllegalArgumentException if there are such files, but the net reads none of their
     *     arrays
     */
    public Map<String, ArrayType> startTypes(NetDef net) throws IOException {
        Map<String, ArrayType> types = new LinkedHashMap<>();
        weights(net).forEach((name, array) -> types.put(name, array.type()));
        types.putAll(types(net));
        return types;
    }
}
