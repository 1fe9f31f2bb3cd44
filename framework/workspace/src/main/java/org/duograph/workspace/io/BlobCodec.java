package org.duograph.workspace.io;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import org.duograph.tensor.NDArray;
import org.duograph.workspace.proto.BlobProto;
import org.duograph.workspace.proto.TensorProto;

/**
 * The translation between what a blob holds and {@link BlobProto}: an array, of texts as well, or
 * bytes such as a single string or a serialized message.
 */
public final class BlobCodec {
    private static final String TENSOR = "Tensor";
    private static final String STRING = "std::string";
    private static final String INT8 = "Int8TensorCPU";

    private BlobCodec() {}

    /** A blob that holds a whole array. */
    public static BlobProto toProto(String name, NDArray array) {
        return toProto(name, array, 0, array.size());
    }

    /**
     * A blob that holds an array, an {@link Int8Array}, a string, or bytes ({@link ByteString}).
     *
     * @throws IllegalArgumentException if the object is something else
     */
    public static BlobProto toProto(String name, Object content) {
        if (content instanceof NDArray array) {
            return toProto(name, array);
        } else if (content instanceof Int8Array int8) {
            return BlobProto.newBuilder()
                    .setName(name)
                    .setType(INT8)
                    .setQtensor(QuantizedCodec.toProto(name, int8))
                    .build();
        } else if (content instanceof ByteString bytes) {
            return toProto(name, bytes);
        } else if (content instanceof String text) {
            return toProto(name, ByteString.copyFromUtf8(text));
        }
        throw new IllegalArgumentException(
                "Blob \"%s\" holds a %s, which no file can hold; a tensor or a text could"
                        .formatted(name, content.getClass().getSimpleName()));
    }

    /** A blob of one chunk of an array: the elements from {@code begin} to {@code end}. */
    static BlobProto toProto(String name, NDArray array, int begin, int end) {
        TensorProto.Builder tensor = TensorCodec.chunk(array, begin, end).setName(name);
        tensor.getSegmentBuilder().setBegin(begin).setEnd(end);
        return BlobProto.newBuilder().setName(name).setType(TENSOR).setTensor(tensor).build();
    }

    /** A blob that holds bytes. */
    public static BlobProto toProto(String name, ByteString content) {
        return BlobProto.newBuilder().setName(name).setType(STRING).setContent(content).build();
    }

    /**
     * What the blob holds that was written as {@code bytes}.
     *
     * @throws IllegalArgumentException if the bytes are no BlobProto, or a damaged one
     */
    public static Object toObject(String name, byte[] bytes) {
        try {
            return toObject(BlobProto.parseFrom(bytes));
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalArgumentException(
                    "The bytes for blob \"" + name + "\" are no BlobProto: " + e.getMessage(), e);
        }
    }

    /**
     * What a blob holds: an {@link NDArray}, an {@link Int8Array} or a string; bytes that are no
     * UTF-8 text stay a {@link ByteString}.
     *
     * @throws IllegalArgumentException if it holds nothing, a part of an array, or a damaged one
     */
    public static Object toObject(BlobProto blob) {
        if (isArray(blob)) {
            return toArray(blob);
        }
        if (blob.hasQtensor()) {
            return QuantizedCodec.toArray(blob.getQtensor());
        }
        ByteString bytes = toBytes(blob);
        return bytes.isValidUtf8() ? bytes.toStringUtf8() : bytes;
    }

    /** Whether the blob holds an array, or a chunk of one. */
    static boolean isArray(BlobProto blob) {
        return blob.hasTensor();
    }

    /**
     * The array in a blob.
     *
     * @throws IllegalArgumentException if it holds none, only a part of one, or a damaged one
     */
    public static NDArray toArray(BlobProto blob) {
        if (!isArray(blob)) {
            throw new IllegalArgumentException(
                    "Blob \"" + blob.getName() + "\" of type " + blob.getType() + " is no array");
        }
        return TensorCodec.toArray(blob.getTensor());
    }

    /**
     * The bytes in a blob.
     *
     * @throws IllegalArgumentException if it holds an array
     */
    public static ByteString toBytes(BlobProto blob) {
        if (!blob.hasContent()) {
            throw new IllegalArgumentException(
                    "Blob \""
                            + blob.getName()
                            + "\" of type "
                            + blob.getType()
                            + " holds no bytes");
        }
        return blob.getContent();
    }
}
