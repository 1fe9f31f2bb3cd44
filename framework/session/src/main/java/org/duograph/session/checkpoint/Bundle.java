package org.duograph.session.checkpoint;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.CRC32C;
import org.duograph.messages.MaskedCrc;
import org.duograph.tensor.ArrayType;
import org.duograph.tensor.DType;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.TextBytes;

/**
 * Arrays as the bytes of a checkpoint's data file: numbers little endian, texts as their lengths, a
 * checksum of these, and their bytes.
 */
final class Bundle {
    private Bundle() {}

    /** The bytes of an array. */
    static byte[] bytes(NDArray array) {
        if (array.dtype() == DType.STRING) {
            return texts(array.texts());
        }
        ByteBuffer bytes =
                ByteBuffer.allocate(Math.toIntExact(array.type().bytes()))
                        .order(ByteOrder.LITTLE_ENDIAN);
        array.dtype().put(array.data(), 0, array.size(), bytes);
        return bytes.array();
    }

    private static byte[] texts(String[] texts) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        CRC32C lengths = new CRC32C();
        for (String text : texts) {
            int length = TextBytes.bytes(text).length;
            TableWriter.varint(out, length);
            lengths.update(int32(length));
        }
        out.writeBytes(int32(MaskedCrc.mask((int) lengths.getValue())));
        for (String text : texts) {
            out.writeBytes(TextBytes.bytes(text));
        }
        return out.toByteArray();
    }

    /**
     * The checksum that stands in the index for these bytes; of texts, their lengths count as
     * int32.
     */
    static int checksum(NDArray array, byte[] bytes) {
        if (array.dtype() != DType.STRING) {
            return MaskedCrc.of(bytes, 0, bytes.length);
        }
        CRC32C crc = new CRC32C();
        int before = 0;
        for (String text : array.texts()) {
            int length = TextBytes.bytes(text).length;
            crc.update(int32(length));
            before += Math.max(1, (38 - Integer.numberOfLeadingZeros(length)) / 7);
        }
        crc.update(bytes, before, bytes.length - before);
        return MaskedCrc.mask((int) crc.getValue());
    }

    private static byte[] int32(int number) {
        return ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putInt(number).array();
    }

    /**
     * The array of some bytes.
     *
     * @throws IOException if they are not as many as the type needs, or damaged
     */
    static NDArray array(ArrayType type, byte[] bytes) throws IOException {
        ByteBuffer in = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        if (type.dtype() != DType.STRING) {
            if (bytes.length != type.bytes()) {
                throw new IOException(
                        "%s is %,d bytes, found %,d".formatted(type, type.bytes(), bytes.length));
            }
            NDArray array = NDArray.zeros(type);
            type.dtype().get(in, array.data(), 0, array.size());
            return array;
        }
        if (type.shape().size() > bytes.length) { // a byte or more each
            throw new IOException("the texts are cut");
        }
        int[] lengths = new int[type.shape().intSize()];
        CRC32C crc = new CRC32C();
        for (int i = 0; i < lengths.length; i++) {
            long length = TableReader.varint(in);
            if (length < 0 || length > bytes.length) {
                throw new IOException("a text is longer than all");
            }
            lengths[i] = (int) length;
            crc.update(int32(lengths[i]));
        }
        if (in.remaining() < 4 || in.getInt() != MaskedCrc.mask((int) crc.getValue())) {
            throw new IOException("the lengths of texts are damaged");
        }
        NDArray array = NDArray.zeros(type);
        for (int i = 0; i < lengths.length; i++) {
            if (lengths[i] > in.remaining()) {
                throw new IOException("the texts are cut");
            }
            byte[] text = new byte[lengths[i]];
            in.get(text);
            array.setText(i, TextBytes.text(text));
        }
        return array;
    }
}
