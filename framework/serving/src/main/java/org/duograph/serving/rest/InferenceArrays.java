package org.duograph.serving.rest;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import org.duograph.serving.Refusal;
import org.duograph.serving.json.Elements;
import org.duograph.serving.json.JsonReader;
import org.duograph.serving.json.JsonReader.Kind;
import org.duograph.serving.json.JsonWriter;
import org.duograph.serving.model.Port;
import org.duograph.tensor.ArrayType;
import org.duograph.tensor.DType;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;
import org.duograph.tensor.TextBytes;

/**
 * Arrays as the Open Inference Protocol has them: shape, datatype, and the elements as a list, or,
 * by its extension for binary data, as bytes behind the JSON, row by row, least significant byte
 * first. A text is four bytes that say how many there are, and its bytes.
 */
final class InferenceArrays {
    private static final int MOST_EXPECTED = 1 << 22;
    private static final String PARAMETERS = "parameters";
    private static final String BINARY_SIZE = "binary_data_size";

    private InferenceArrays() {}

    /** The protocol's word for an element type. */
    static String word(DType dtype) {
        return switch (dtype) {
            case FLOAT32 -> "FP32";
            case FLOAT64 -> "FP64";
            case FLOAT16 -> "FP16";
            case BFLOAT16 -> "BF16";
            case STRING -> "BYTES";
            default -> dtype.name();
        };
    }

    /** A member that is a list; null if there is none. */
    static JsonReader list(Members members, String name) {
        JsonReader value = members.value(name);
        if (value != null && value.kind() != Kind.ARRAY) {
            throw Refusal.invalid("\"%s\" must be a list".formatted(name));
        }
        return value;
    }

    /** A member that is a text. */
    static String text(Members members, String name) {
        JsonReader value = members.value(name);
        if (value == null || value.kind() != Kind.STRING) {
            throw Refusal.invalid("\"%s\" must be there, and a text".formatted(name));
        }
        return value.string();
    }

    /** A member of the member {@code parameters}; null if there is none. */
    private static JsonReader parameter(Members members, String name) {
        JsonReader parameters = members.value(PARAMETERS);
        return parameters == null ? null : new Members(parameters).value(name);
    }

    /** A parameter that is true or false. */
    static boolean flag(Members members, String name, boolean otherwise) {
        JsonReader value = parameter(members, name);
        if (value == null) {
            return otherwise;
        }
        if (value.kind() != Kind.TRUE && value.kind() != Kind.FALSE) {
            throw Refusal.invalid("\"%s\" must be true or false".formatted(name));
        }
        return value.literal();
    }

    /**
     * Reads an array.
     *
     * @param binary the bytes behind the JSON that no input before this one took
     * @throws Refusal if it is none for this port
     */
    static NDArray read(Members input, String name, Port port, ByteBuffer binary) {
        String datatype = text(input, "datatype");
        if (!datatype.equals(word(port.dtype()))) {
            throw Refusal.invalid(
                    "Input \"%s\" is of datatype %s, found \"%s\""
                            .formatted(name, word(port.dtype()), datatype));
        }
        List<Integer> dims = new ArrayList<>();
        JsonReader shape = list(input, "shape");
        if (shape == null) {
            throw Refusal.invalid("Input \"%s\" has no \"shape\"".formatted(name));
        }
        long size = 1;
        for (boolean more = shape.beginArray(); more; more = shape.nextElement()) {
            long extent = whole(shape);
            if (extent < 0 || extent > Integer.MAX_VALUE || size * extent > Integer.MAX_VALUE) {
                throw Refusal.invalid("Input \"%s\" has a shape of no array".formatted(name));
            }
            size *= extent;
            dims.add((int) extent);
        }
        JsonReader data = list(input, "data");
        JsonReader bytes = parameter(input, BINARY_SIZE);
        if ((data == null) == (bytes == null)) {
            throw Refusal.invalid(
                    "Input \"%s\" must have either \"data\" or the parameter \"%s\""
                            .formatted(name, BINARY_SIZE));
        }
        if (bytes != null) {
            ArrayType type = new ArrayType(port.dtype(), Shape.of(dims));
            return fromBytes(type, name, take(binary, whole(bytes), name));
        }
        Elements elements = new Elements(port.dtype(), (int) Math.min(size, MOST_EXPECTED));
        take(data, elements);
        if (elements.size() != size) {
            throw Refusal.invalid(
                    "Input \"%s\" has %d elements, but its shape %s asks for %d"
                            .formatted(name, elements.size(), dims, size));
        }
        return elements.array(Shape.of(dims));
    }

    /** A whole number; -1 if the next value is another one. */
    private static long whole(JsonReader from) {
        from.number();
        return from.wasWhole() && !from.wasAboveLong() ? from.whole() : -1;
    }

    /** Takes all elements of lists in lists. */
    private static void take(JsonReader from, Elements into) {
        Kind kind = from.kind();
        if (kind != Kind.ARRAY) {
            into.take(from, kind);
            return;
        }
        for (boolean more = from.beginArray(); more; more = from.nextElement()) {
            take(from, into);
        }
    }

    private static ByteBuffer take(ByteBuffer binary, long count, String name) {
        if (count < 0 || count > binary.remaining()) {
            throw Refusal.invalid(
                    "Input \"%s\" should have %d bytes behind the JSON, where %d are left"
                            .formatted(name, count, binary.remaining()));
        }
        ByteBuffer part = binary.slice(binary.position(), (int) count);
        binary.position(binary.position() + (int) count);
        return part.order(ByteOrder.LITTLE_ENDIAN);
    }

    private static NDArray fromBytes(ArrayType type, String name, ByteBuffer bytes) {
        boolean texts = type.dtype() == DType.STRING;
        // A text takes four bytes at least, so no small request asks for a large array.
        long fewest = texts ? 4 * type.shape().size() : type.bytes();
        if (bytes.remaining() < fewest || !texts && bytes.remaining() > fewest) {
            throw lengthError(type, name, bytes.capacity());
        }
        NDArray array = NDArray.zeros(type);
        if (!texts) {
            type.dtype().get(bytes, array.data(), 0, array.size());
            return array;
        }
        for (int i = 0; i < array.size(); i++) {
            int length = bytes.remaining() < 4 ? -1 : bytes.getInt();
            if (length < 0 || length > bytes.remaining()) {
                throw lengthError(type, name, bytes.capacity());
            }
            byte[] text = new byte[length];
            bytes.get(text);
            array.setText(i, TextBytes.text(text));
        }
        if (bytes.hasRemaining()) {
            throw lengthError(type, name, bytes.capacity());
        }
        return array;
    }

    private static Refusal lengthError(ArrayType type, String name, int found) {
        return Refusal.invalid(
                "Input \"%s\" has %d bytes behind the JSON, which are not those of %s"
                        .formatted(name, found, type));
    }

    /**
     * Writes an array.
     *
     * @param binary takes its bytes; null if it is to be a list
     */
    static void write(JsonWriter json, String name, NDArray array, ByteArrayOutputStream binary) {
        json.beginObject().name("name").text(name);
        json.name("shape").listsOnOneLine(true).beginArray();
        array.shape().forEach(extent -> json.number((long) extent));
        json.endArray().name("datatype").text(word(array.dtype()));
        if (binary != null) {
            byte[] bytes = bytes(array);
            json.name(PARAMETERS).beginObject();
            json.name(BINARY_SIZE).number((long) bytes.length).endObject();
            binary.writeBytes(bytes);
        } else {
            json.name("data").beginArray();
            for (int i = 0; i < array.size(); i++) {
                TensorWriter.element(json, false, array, i);
            }
            json.endArray();
        }
        json.listsOnOneLine(false).endObject();
    }

    private static byte[] bytes(NDArray array) {
        if (array.dtype() != DType.STRING) {
            int size = Math.toIntExact(array.type().bytes());
            ByteBuffer bytes = ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
            array.dtype().put(array.data(), 0, array.size(), bytes);
            return bytes.array();
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (String text : array.texts()) {
            byte[] one = TextBytes.bytes(text);
            ByteBuffer length = ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN);
            bytes.writeBytes(length.putInt(one.length).array());
            bytes.writeBytes(one);
        }
        return bytes.toByteArray();
    }
}
