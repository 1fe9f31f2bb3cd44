package org.duograph.workspace.lower;

import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.duograph.ops.OpCatalog;
import org.duograph.workspace.net.ControlOperators;
import org.duograph.workspace.net.GradientSchema;

/** The names by which nets call the operators of graphs: the catalogue's, and Caffe2's besides. */
public final class Vocabulary {
    /** The plan decides where blobs live, so that what moves them to and from a GPU only copies. */
    private static final Map<String, String> OTHERS =
            Map.of(
                    "AtomicIter", "Iter",
                    "DepthSplit", "Split",
                    "Conditional", "Where",
                    "CopyCPUToGPU", "Copy",
                    "CopyGPUToCPU", "Copy",
                    "CopyFromCPUInput", "Copy",
                    "CopyOnDeviceLike", "Copy",
                    "EnsureCPUOutput", "Copy",
                    "HalfToFloat", "Cast",
                    "FloatToHalf", "Cast");

    /** A net that runs for each step, and its gradient; {@link RecurrentNetworks} lowers both. */
    private static final Set<String> RECURRENT =
            Set.of("RecurrentNetwork", "RecurrentNetworkGradient");

    private Vocabulary() {}

    /** The catalogue's name of an operator that Caffe2 has under several; others as they are. */
    public static String canonical(String type) {
        return OTHERS.getOrDefault(type, type);
    }

    /** Names that Caffe2 has besides, each with the catalogue's. */
    public static Map<String, String> others() {
        return OTHERS;
    }

    /** Whether there is a graph for operators of that type: gradient operators have one as well. */
    public static boolean isKnown(String type) {
        return OpCatalog.has(canonical(type))
                || GradientSchema.isGradient(type)
                || ControlOperators.isControl(type)
                || Collectives.has(type)
                || isRecurrentNetwork(type);
    }

    /** Whether operators of that type are Caffe2's RecurrentNetwork, or its gradient. */
    static boolean isRecurrentNetwork(String type) {
        return RECURRENT.contains(type);
    }

    /** All names but those of Caffe2's gradient operators. */
    public static Set<String> all() {
        Set<String> types = new LinkedHashSet<>(OpCatalog.types());
        types.addAll(OTHERS.keySet());
        types.addAll(ControlOperators.RUNNING);
        types.add("RecurrentNetwork");
        return Collections.unmodifiableSet(types);
    }
}
