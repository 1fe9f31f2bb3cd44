package org.duograph.workspace.lower;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.duograph.graph.TypeTable;
import org.duograph.ops.OpCatalog;
import org.duograph.workspace.net.ControlOperators;
import org.duograph.workspace.net.GradientSchema;
import org.duograph.workspace.net.OtherNames;

/** The names by which nets call the operators of graphs: the catalogue's, and Caffe2's besides. */
public final class Vocabulary {
    /**
     * Names that are lowered by hand. The plan decides where blobs live, so that what moves them to
     * and from a GPU only copies.
     */
    private static final Map<String, String> BY_HAND =
            TypeTable.parse(
                    """
                    AtomicIter Iter
                    DepthSplit Split
                    Conditional Where
                    CopyCPUToGPU Copy
                    CopyGPUToCPU Copy
                    CopyFromCPUInput Copy
                    CopyOnDeviceLike Copy
                    EnsureCPUOutput Copy
                    HalfToFloat Cast
                    FloatToHalf Cast
                    ZeroGradient StopGradient
                    NanCheck CheckNumerics
                    PrependDim Reshape
                    MergeDim Reshape
                    Alias Copy
                    """);

    private static final Map<String, String> OTHERS = others(BY_HAND, OtherNames.all());

    /** A net that runs for each step, and its gradient; {@link RecurrentNetworks} lowers both. */
    private static final Set<String> RECURRENT =
            Set.of("RecurrentNetwork", "RecurrentNetworkGradient");

    private Vocabulary() {}

    private static Map<String, String> others(
            Map<String, String> byHand, Map<String, String> same) {
        Map<String, String> all = new LinkedHashMap<>(byHand);
        all.putAll(same);
        return Collections.unmodifiableMap(all);
    }

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
                || Int8Operators.has(type)
                || isRecurrentNetwork(type);
    }

    /**
     * What an operator of Caffe2's does that becomes several of the catalogue's; empty if it is
     * none of those on numbers of 8 bits.
     */
    public static String int8Description(String type) {
        return Int8Operators.has(type) ? Int8Operators.description(type) : "";
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
        types.addAll(Int8Operators.types());
        return Collections.unmodifiableSet(types);
    }
}
