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
        List<Path> nets = inits.stream().filter(file -> !isSafeTensors(file)).toList();
        for (NetDef init : read(nets, net)) {
            new NetInputs(workspace, init, Map.of()).requireAll();
            workspace.runNetOnce(init);
        }
        for (Path file : inits) {
            if (isSafeTensors(file)) {
                SafeTensors.read(file).arrays().forEach(workspace::feedBlob);
            }
        }
        for (Feed feed : feeds) {
            if (needNumbers && !feed.hasNumbers()) {
                throw new IllegalArgumentException(
                        "Blob \"%s\" is given a type, %s, but this command needs its numbers: name a .npy file or a picture, or say random:DIMS"
                                .formatted(feed.blob(), feed.type()));
            }
            workspace.feedBlob(feed.blob(), feed.read(ImageCard.of(net)));
        }
    }

    private static void requireUse(List<NetDef> inits, NetDef net) {
        Set<String> filled = new LinkedHashSet<>();
        Set<String> read = new LinkedHashSet<>(net.getExternalInputList());
        for (NetDef init : inits) {
            init.getOpList().forEach(op -> filled.addAll(op.getOutputList()));
        }
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
     * The nets of {@code --init}.
     *
     * @param net the net that will run on what they fill
     * @throws IllegalArgumentException if they fill blobs, but none that the net reads; or if one
     *     is no net
     */
    public List<NetDef> initNets(NetDef net) throws IOException {
        for (Path file : inits) {
            if (isSafeTensors(file)) {
                throw new IllegalArgumentException(
                        "--init %s: this command takes nets that fill weights, and found a file of weights; name an init_net.pb"
                                .formatted(file));
            }
        }
        return read(inits, net);
    }

    private static List<NetDef> read(List<Path> files, NetDef net) throws IOException {
        List<NetDef> nets = new ArrayList<>();
        for (Path file : files) {
            nets.add(NetArgument.read(file));
        }
        requireUse(nets, net);
        return nets;
    }

    private static boolean isSafeTensors(Path file) {
        return file.toString().endsWith(".safetensors");
    }

    /** Whether {@code --init} names nets. */
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
}
