package org.duograph.backend.onednn.onnx;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.WireFormat;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;

/**
 * Reads as much of ONNX's files as its node tests need: an array of float32 or int32, or the only
 * node of a model. Fields are known by their numbers in {@code onnx.proto}.
 */
final class OnnxFile {
    private static final int FLOAT = 1;
    private static final int INT32 = 6;

    private OnnxFile() {}

    /**
     * A node: its type, the names of its operands, empty where one is left out, and its numbers.
     */
    record Node(
            String type, List<String> inputs, List<String> outputs, Map<String, Long> numbers) {}

    /** What one field of a message holds. */
    private record Field(int number, long whole, ByteString bytes) {
        String text() {
            return bytes.toStringUtf8();
        }
    }

    private static List<Field> fields(ByteString message) {
        List<Field> fields = new ArrayList<>();
        try {
            CodedInputStream in = message.newCodedInput();
            for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
                int number = WireFormat.getTagFieldNumber(tag);
                switch (WireFormat.getTagWireType(tag)) {
                    case WireFormat.WIRETYPE_VARINT ->
                            fields.add(new Field(number, in.readInt64(), null));
                    case WireFormat.WIRETYPE_LENGTH_DELIMITED ->
                            fields.add(new Field(number, 0, in.readBytes()));
                    default -> in.skipField(tag);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return fields;
    }

    private static ByteString bytes(Path file) {
        try {
            return ByteString.copyFrom(Files.readAllBytes(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The array in a file that holds a {@code TensorProto}. */
    static NDArray array(Path file) {
        List<Integer> dims = new ArrayList<>();
        long type = 0;
        ByteString raw = ByteString.EMPTY;
        for (Field field : fields(bytes(file))) {
            switch (field.number) {
                case 1 -> dims.add((int) field.whole);
                case 2 -> type = field.whole;
                case 9 -> raw = field.bytes;
                default -> {} // a name
            }
        }
        Shape shape = Shape.of(dims);
        var little = raw.asReadOnlyByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
        if (type == FLOAT) {
            FloatBuffer numbers = little.asFloatBuffer();
            float[] floats = new float[shape.intSize()];
            numbers.get(floats);
            return NDArray.of(shape, floats);
        }
        if (type != INT32) {
            throw new IllegalArgumentException(file + " is of type " + type + ", not 1 or 6");
        }
        IntBuffer numbers = little.asIntBuffer();
        int[] ints = new int[shape.intSize()];
        numbers.get(ints);
        return NDArray.of(shape, ints);
    }

    /** The node of a model that has one. */
    static Node node(Path file) {
        for (Field field : fields(bytes(file))) {
            if (field.number == 7) {
                for (Field inGraph : fields(field.bytes)) {
                    if (inGraph.number == 1) {
                        return node(inGraph.bytes);
                    }
                }
            }
        }
        throw new IllegalArgumentException(file + " has no node");
    }

    private static Node node(ByteString message) {
        String type = "";
        List<String> inputs = new ArrayList<>();
        List<String> outputs = new ArrayList<>();
        Map<String, Long> numbers = new LinkedHashMap<>();
        for (Field field : fields(message)) {
            switch (field.number) {
                case 1 -> inputs.add(field.text());
                case 2 -> outputs.add(field.text());
                case 4 -> type = field.text();
                case 5 -> {
                    List<Field> attribute = fields(field.bytes);
                    String name = attribute.get(0).text();
                    for (Field part : attribute) {
                        if (part.number == 3) {
                            numbers.put(name, part.whole);
                        }
                    }
                }
                default -> {} // a name or a text
            }
        }
        return new Node(type, inputs, outputs, numbers);
    }
}
