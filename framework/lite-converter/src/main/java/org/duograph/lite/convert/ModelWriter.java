package org.duograph.lite.convert;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.duograph.lite.convert.FlatWriter.Part;
import org.duograph.lite.model.ElementType;
import org.duograph.lite.model.OperatorCode;
import org.duograph.lite.model.Quantization;

/** Writes a model as a {@code .tflite} file, format version 3, which TensorFlow Lite reads too. */
final class ModelWriter {
    private final Map<LiteTensor, Integer> tensors = new LinkedHashMap<>();
    private final Map<List<Object>, Integer> codes = new LinkedHashMap<>();
    private final List<Part> buffers = new ArrayList<>();

    private ModelWriter(LiteGraph graph) {
        graph.inputs().forEach(this::number);
        for (LiteNode node : graph.nodes()) {
            node.inputs().forEach(this::number);
            number(node.output());
        }
    }

    /** The numbers that the tensors of a model have in its file. */
    static Map<LiteTensor, Integer> numbers(LiteGraph graph) {
        return new ModelWriter(graph).tensors;
    }

    /**
     * The bytes of the file.
     *
     * @param description what it says of itself
     */
    static byte[] write(LiteGraph graph, String description) {
        return new ModelWriter(graph).file(graph, description);
    }

    private byte[] file(LiteGraph graph, String description) {
        buffers.add(FlatWriter.table()); // for tensors that operators write
        List<Part> all = new ArrayList<>();
        tensors.keySet().forEach(tensor -> all.add(tensor(tensor)));
        List<Part> operators = new ArrayList<>();
        graph.nodes().forEach(node -> operators.add(operator(node)));
        Part subgraph =
                FlatWriter.table(
                        FlatWriter.list(all),
                        numbers(graph.inputs()),
                        numbers(graph.outputs()),
                        FlatWriter.list(operators),
                        FlatWriter.text("main"));
        List<Part> used = new ArrayList<>();
        codes.keySet().forEach(code -> used.add(code(code)));
        return FlatWriter.file(
                "TFL3",
                FlatWriter.table(
                        3,
                        FlatWriter.list(used),
                        FlatWriter.list(List.of(subgraph)),
                        FlatWriter.text(description),
                        FlatWriter.list(buffers)));
    }

    private int number(LiteTensor tensor) {
        return tensor == null ? -1 : tensors.computeIfAbsent(tensor, t -> tensors.size());
    }

    private Part numbers(List<LiteTensor> some) {
        return FlatWriter.ints(some.stream().mapToInt(this::number).toArray());
    }

    private static Part code(List<Object> code) {
        int number = ((OperatorCode) code.get(0)).number();
        byte old = (byte) Math.min(number, 127); // where readers looked before there were so many
        return FlatWriter.table(old, null, code.get(1), number);
    }

    private Part tensor(LiteTensor tensor) {
        int buffer = 0;
        if (tensor.isConstant()) {
            buffer = buffers.size();
            buffers.add(FlatWriter.table(FlatWriter.bytes(bytes(tensor.content))));
        }
        return FlatWriter.table(
                FlatWriter.ints(tensor.shape),
                (byte) tensor.type.code(),
                buffer,
                FlatWriter.text(tensor.name),
                tensor.quantization == null ? null : quantization(tensor.quantization));
    }

    private static Part quantization(Quantization q) {
        float[] scales = new float[q.count()];
        int[] zeros = new int[q.count()];
        for (int i = 0; i < scales.length; i++) {
            scales[i] = q.scale(i);
            zeros[i] = q.zero(i);
        }
        Integer axis = q.count() == 1 ? null : (Integer) q.axis();
        return FlatWriter.table(
                null, null, FlatWriter.floats(scales), FlatWriter.longs(zeros), null, null, axis);
    }

    private static byte[] bytes(Object content) {
        if (content instanceof byte[] bytes) {
            return bytes;
        }
        if (content instanceof int[] ints) {
            ByteBuffer all = ByteBuffer.allocate(4 * ints.length).order(ByteOrder.LITTLE_ENDIAN);
            all.asIntBuffer().put(ints);
            return all.array();
        }
        float[] floats = (float[]) content;
        ByteBuffer all = ByteBuffer.allocate(4 * floats.length).order(ByteOrder.LITTLE_ENDIAN);
        all.asFloatBuffer().put(floats);
        return all.array();
    }

    private Part operator(LiteNode node) {
        List<Object> code = List.of(node.code(), version(node));
        int index = codes.computeIfAbsent(code, c -> codes.size());
        boolean hasOptions = node.code().options() != 0;
        Object[] fields = node.options().toArray();
        for (int i = 0; i < fields.length; i++) {
            fields[i] = fields[i] instanceof int[] ints ? FlatWriter.ints(ints) : fields[i];
        }
        return FlatWriter.table(
                index,
                numbers(node.inputs()),
                numbers(List.of(node.output())),
                hasOptions ? (Byte) (byte) node.code().options() : null,
                hasOptions ? FlatWriter.table(fields) : null);
    }

    /** The version of the operator in which it took what it takes here. */
    private static int version(LiteNode node) {
        boolean int8 =
                node.inputs().stream().anyMatch(t -> t != null && t.type == ElementType.INT8);
        if (!int8) {
            return node.code() == OperatorCode.TRANSPOSE_CONV && node.inputs().size() > 3 ? 3 : 1;
        }
        return switch (node.code()) {
            case CONV_2D, DEPTHWISE_CONV_2D, TRANSPOSE_CONV -> 3;
            case FULLY_CONNECTED -> 4;
            case RESHAPE, SQUEEZE, EXPAND_DIMS, PRELU, HARD_SWISH, QUANTIZE -> 1;
            default -> 2;
        };
    }
}
