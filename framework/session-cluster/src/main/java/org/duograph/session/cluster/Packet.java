package org.duograph.session.cluster;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.duograph.tensor.ArrayType;
import org.duograph.tensor.DType;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;

/**
 * The bytes of a question or an answer: numbers, texts and arrays one after the other, all
 * little-endian. It grows while it is written; what was received is read in the same order.
 */
final class Packet {
    private static final int BEGIN = 512;

    private ByteBuffer bytes;

    /** An empty one, to be written. */
    Packet() {
        bytes = ByteBuffer.allocate(BEGIN).order(ByteOrder.LITTLE_ENDIAN);
    }

    /** One that was received, to be read. */
    Packet(byte[] received) {
        bytes = ByteBuffer.wrap(received).order(ByteOrder.LITTLE_ENDIAN);
    }

    /** What was written. */
    byte[] bytes() {
        byte[] written = new byte[bytes.position()];
        bytes.flip().get(written);
        return written;
    }

    private ByteBuffer room(long count) {
        if (bytes.remaining() < count) {
            long size = Math.max(2L * bytes.capacity(), bytes.position() + count);
            int most = Integer.MAX_VALUE - 8;
            if (bytes.position() + count > most) {
                throw new IllegalArgumentException(
                        "What one task is sent at once has at most 2 GiB; cut the graph into more pieces");
            }
            bytes.flip();
            bytes =
                    ByteBuffer.allocate((int) Math.min(size, most))
                            .order(ByteOrder.LITTLE_ENDIAN)
                            .put(bytes);
        }
        return bytes;
    }

    Packet put(int number) {
        room(Integer.BYTES).putInt(number);
        return this;
    }

    Packet put(long number) {
        room(Long.BYTES).putLong(number);
        return this;
    }

    Packet put(String text) {
        return put(text.getBytes(StandardCharsets.UTF_8));
    }

    Packet put(byte[] data) {
        put(data.length);
        room(data.length).put(data);
        return this;
    }

    Packet put(NDArray array) {
        put(array.dtype().ordinal()).put(array.shape().rank());
        for (int extent : array.shape().toArray()) {
            put(extent);
        }
        if (array.dtype().isText()) {
            for (String text : array.texts()) {
                put(text);
            }
        } else {
            DType dtype = array.dtype();
            dtype.put(array.data(), 0, array.size(), room((long) array.size() * dtype.bytes()));
        }
        return this;
    }

    Packet putTexts(List<String> texts) {
        put(texts.size());
        texts.forEach(this::put);
        return this;
    }

    int getInt() {
        return bytes.getInt();
    }

    long getLong() {
        return bytes.getLong();
    }

    byte[] getBytes() {
        byte[] data = new byte[requireCount(bytes.getInt(), 1)];
        bytes.get(data);
        return data;
    }

    String getText() {
        return new String(getBytes(), StandardCharsets.UTF_8);
    }

    NDArray getArray() {
        int ordinal = bytes.getInt();
        if (ordinal < 0 || ordinal >= DType.values().length) {
            throw new IllegalArgumentException("There is no element type " + ordinal);
        }
        DType dtype = DType.values()[ordinal];
        int[] dims = new int[requireCount(bytes.getInt(), Integer.BYTES)];
        for (int i = 0; i < dims.length; i++) {
            dims[i] = bytes.getInt();
        }
        Shape shape = Shape.of(dims);
        requireCount(shape.size(), dtype.isText() ? Integer.BYTES : dtype.bytes());
        NDArray array = NDArray.zeros(new ArrayType(dtype, shape));
        if (dtype.isText()) {
            for (int i = 0; i < array.size(); i++) {
                array.setText(i, getText());
            }
        } else {
            dtype.get(bytes, array.data(), 0, array.size());
        }
        return array;
    }

    List<String> getTexts() {
        int count = requireCount(bytes.getInt(), Integer.BYTES);
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            texts.add(getText());
        }
        return texts;
    }

    /** How many of something follow, of which each takes at least so many bytes. */
    int getCount(int least) {
        return requireCount(bytes.getInt(), least);
    }

    private int requireCount(long count, int least) {
        if (count < 0 || count * least > bytes.remaining()) {
            throw new IllegalStateException(
                    "A packet says that %d things of at least %d bytes follow, but %d bytes are left: it was cut, or comes from something else than a task of this version"
                            .formatted(count, least, bytes.remaining()));
        }
        return (int) count;
    }
}
