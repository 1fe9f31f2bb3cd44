package org.duograph.backend.cuda;

import java.util.EnumMap;
import java.util.Map;
import org.duograph.backend.cuda.library.Draft;
import org.duograph.graph.Node;
import org.duograph.tensor.DType;

/**
 * Conversions between element types: among the common ones, and between float32 and the short
 * floating-point formats.
 */
final class CastKernels implements KernelFamily {
    /** How kernels call the types that are converted to and from all others of them. */
    private static final Map<DType, String> COMMON =
            new EnumMap<>(
                    Map.of(
                            DType.FLOAT32, "f32",
                            DType.FLOAT64, "f64",
                            DType.INT32, "i32",
                            DType.INT64, "i64",
                            DType.UINT8, "u8",
                            DType.INT8, "i8",
                            DType.BOOL, "bool"));

    /** The same of types that are converted to and from float32 only. */
    private static final Map<DType, String> SHORT =
            new EnumMap<>(Map.of(DType.FLOAT16, "f16", DType.BFLOAT16, "bf16"));

    @Override
    public Entry entry(String type) {
        return switch (type) {
            case "Cast" -> Entry.ofAnyType(node -> kernel(node) != null, CastKernels::cast);
            default -> null;
        };
    }

    /** The kernel's name, or null where there is none. */
    private static String kernel(Node node) {
        DType from = node.input(0).type().dtype();
        DType to = node.output(0).type().dtype();
        boolean known =
                COMMON.containsKey(from) && COMMON.containsKey(to)
                        || SHORT.containsKey(from) && to == DType.FLOAT32
                        || SHORT.containsKey(to) && from == DType.FLOAT32;
        return known ? name(from) + "_to_" + name(to) : null;
    }

    private static String name(DType type) {
        return COMMON.getOrDefault(type, SHORT.get(type));
    }

    private static void cast(Draft d) {
        long n = d.outSize(0);
        d.launch("casts", kernel(d.node())).over(n).in(0).out(0).whole(n).add();
    }
}
