package org.duograph.interop.onnx;

import com.google.protobuf.ByteString;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.duograph.interop.onnx.proto.StringStringEntryProto;
import org.duograph.interop.onnx.proto.TensorProto;
import org.duograph.messages.FileFormatException;
import org.duograph.tensor.ArrayType;
import org.duograph.tensor.DType;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;

/** Arrays from ONNX's messages, and back. */
public final class OnnxArrays {
    private static final long MOST_IN_MESSAGE = Integer.MAX_VALUE - 64; // what a Java array has
    private static final int AT_ONCE = 1 << 20; // bytes of a file

    private OnnxArrays() {}

    /**
     * The array of a message. How many numbers there are is looked at before memory is taken.
     *
     * @param folder where files of its own lie, into which a message may point; null if it may not
     * @throws FileFormatException if numbers are missing or too many; the message names the array
     * @throws UnsupportedModelException if there are no such arrays here
     */
    public static NDArray read(TensorProto from, Path folder) throws IOException {
        String what = "the array \"" + from.getName() + "\"";
        ArrayType type = new ArrayType(dtype(from, what), shape(from, what));
        if (from.hasSegment()) {
            throw new FileFormatException(
                    what + " is one of several segments; write it as a whole");
        }
        if (from.getDataLocation() == TensorProto.DataLocation.EXTERNAL) {
            return inRange(external(from, type, folder, what), from, what);
        }
        if (type.dtype() == DType.STRING) {
            requireCount(type, from.getStringDataCount(), what);
            NDArray texts = NDArray.zeros(type);
            for (int i = 0; i < texts.size(); i++) {
                texts.setText(i, from.getStringData(i).toStringUtf8());
            }
            return texts;
        }
        if (from.hasRawData()) {
            ByteBuffer bytes = from.getRawData().asReadOnlyByteBuffer();
            return inRange(ofBytes(type, bytes, what), from, what);
        }
        return inRange(ofFields(type, from, what), from, what);
    }

    /** Of uint64 there are the numbers that int64 has. */
    private static NDArray inRange(NDArray array, TensorProto from, String what) {
        if (isUint64(from)) {
            for (long number : (long[]) array.data()) {
                if (number < 0) {
                    throw new UnsupportedModelException(
                            what
                                    + " is uint64 and has a number of 2^63 or more; there are smaller ones only");
                }
            }
        }
        return array;
    }

    private static DType dtype(TensorProto from, String what) throws FileFormatException {
        if (from.getDataType() == 0) {
            throw new FileFormatException(what + " says no element type");
        }
        return OnnxType.of(from.getDataType());
    }

    private static Shape shape(TensorProto from, String what) throws FileFormatException {
        try {
            Shape shape = Shape.of(from.getDimsList());
            shape.intSize();
            return shape;
        } catch (IllegalArgumentException | ArithmeticException e) {
            throw new FileFormatException(what + ": " + e.getMessage(), e);
        }
    }

    private static void requireCount(ArrayType type, long found, String what)
            throws FileFormatException {
        if (found != type.shape().size()) {
            throw new FileFormatException(
                    "%s is %s, which is %,d elements, but the file has %,d"
                            .formatted(what, type, type.shape().size(), found));
        }
    }

    private static NDArray ofBytes(ArrayType type, ByteBuffer bytes, String what)
            throws FileFormatException {
        if (type.dtype() == DType.STRING) {
            throw new FileFormatException(what + " holds texts, which are never raw bytes");
        }
        long wanted = type.shape().size() * type.dtype().bytes();
        if (bytes.remaining() != wanted) {
            throw new FileFormatException(
                    "%s is %s, which is %,d bytes, but the file has %,d"
                            .formatted(what, type, wanted, bytes.remaining()));
        }
        NDArray array = NDArray.zeros(type);
        type.dtype().get(bytes.order(ByteOrder.LITTLE_ENDIAN), array.data(), 0, array.size());
        return array;
    }

    private static boolean isUint64(TensorProto from) {
        return from.getDataType() == OnnxType.UINT64;
    }

    private static NDArray ofFields(ArrayType type, TensorProto from, String what)
            throws FileFormatException {
        int count =
                switch (type.dtype()) {
                    case FLOAT32 -> from.getFloatDataCount();
                    case FLOAT64 -> from.getDoubleDataCount();
                    case INT64 ->
                            isUint64(from) ? from.getUint64DataCount() : from.getInt64DataCount();
                    case UINT32 -> from.getUint64DataCount();
                    default -> from.getInt32DataCount();
                };
        requireCount(type, count, what);
        NDArray array = NDArray.zeros(type);
        for (int i = 0; i < count; i++) {
            switch (type.dtype()) {
                case FLOAT32 -> array.set(i, from.getFloatData(i));
                case FLOAT64 -> array.set(i, from.getDoubleData(i));
                case INT64 ->
                        array.setWhole(
                                i, isUint64(from) ? from.getUint64Data(i) : from.getInt64Data(i));
                case UINT32 -> array.setWhole(i, from.getUint64Data(i));
                case FLOAT16, BFLOAT16 ->
                        ((short[]) array.data())[i] = (short) from.getInt32Data(i); // bits
                default -> array.setWhole(i, from.getInt32Data(i));
            }
        }
        return array;
    }

    /**
     * An array in a file beside the model's, of any number of bytes that an array here can have;
     * the file must lie in the model's folder.
     */
    private static NDArray external(TensorProto from, ArrayType type, Path folder, String what)
            throws IOException {
        Map<String, String> entries = new LinkedHashMap<>();
        for (StringStringEntryProto entry : from.getExternalDataList()) {
            entries.put(entry.getKey(), entry.getValue());
        }
        String location = entries.getOrDefault("location", "");
        if (folder == null || location.isEmpty()) {
            throw new FileFormatException(
                    what + " lies in another file, \"" + location + "\", which can't be found");
        }
        Path inside = folder.toAbsolutePath().normalize();
        Path file = inside.resolve(location).normalize();
        if (!file.startsWith(inside)) {
            throw new FileFormatException(
                    "%s is said to lie in \"%s\", which is outside of the model's folder"
                            .formatted(what, location));
        }
        if (!Files.isRegularFile(file)) {
            throw new FileFormatException(
                    "%s lies in %s, and there is no such file; keep it beside the model"
                            .formatted(what, file));
        }
        long offset = number(entries, "offset", 0, what);
        long wanted = type.shape().size() * type.dtype().bytes();
        long length = number(entries, "length", wanted, what);
        if (length != wanted || offset > Files.size(file) - length) {
            throw new FileFormatException(
                    "%s is %s, %,d bytes; the model says that %s has %,d for it from byte %,d on, and the file ends at %,d"
                            .formatted(what, type, wanted, file, length, offset, Files.size(file)));
        }
        if (type.dtype() == DType.STRING) {
            throw new FileFormatException(what + " holds texts, which are never raw bytes");
        }
        NDArray array = NDArray.zeros(type);
        int each = type.dtype().bytes();
        byte[] part = new byte[(int) Math.min(length, AT_ONCE)];
        try (RandomAccessFile in = new RandomAccessFile(file.toFile(), "r")) {
            in.seek(offset);
            for (int done = 0; done < array.size(); ) {
                int count = Math.min(array.size() - done, part.length / each);
                in.readFully(part, 0, count * each);
                ByteBuffer bytes = ByteBuffer.wrap(part).order(ByteOrder.LITTLE_ENDIAN);
                type.dtype().get(bytes, array.data(), done, count);
                done += count;
            }
        }
        return array;
    }

    private static long number(Map<String, String> entries, String key, long otherwise, String what)
            throws FileFormatException {
        String text = entries.get(key);
        if (text == null) {
            return otherwise;
        }
        if (!text.matches("[0-9]{1,18}")) {
            throw new FileFormatException(
                    "%s: its %s must be a number, found \"%s\"".formatted(what, key, text));
        }
        return Long.parseLong(text);
    }

    /**
     * An array as a message of that name; numbers as raw bytes.
     *
     * @throws IllegalArgumentException if it has more bytes than a message can have
     */
    public static TensorProto write(String name, NDArray array) {
        TensorProto.Builder to = TensorProto.newBuilder().setName(name);
        to.setDataType(OnnxType.code(array.dtype()));
        array.shape().forEach(to::addDims);
        if (array.dtype() == DType.STRING) {
            for (String text : array.texts()) {
                to.addStringData(ByteString.copyFrom(text, StandardCharsets.UTF_8));
            }
            return to.build();
        }
        long length = (long) array.size() * array.dtype().bytes();
        if (length > MOST_IN_MESSAGE) {
            throw new IllegalArgumentException(
                    "\"%s\" is %s, %,d bytes, and a message of ONNX has at most 2 GiB; write the model to a file, with its large arrays beside it (OnnxExporter.write)"
                            .formatted(name, array.type(), length));
        }
        ByteBuffer bytes = ByteBuffer.allocate((int) length).order(ByteOrder.LITTLE_ENDIAN);
        array.dtype().put(array.data(), 0, array.size(), bytes);
        return to.setRawData(ByteString.copyFrom(bytes.flip())).build();
    }
}
