package org.duograph.workspace.io;

import com.google.protobuf.ByteString;
import org.duograph.tensor.NDArray;
import org.duograph.workspace.proto.BlobProto;
import org.duograph.workspace.proto.TensorProto;

/**
 * The translation between what a blob holds and {@link BlobProto}: an array, or bytes such as a
 * string or a serialized message.
 */
public final class BlobCodec {
    private static final String TENSOR = "Tensor";
    private static final String STRING = "std::string";

    private BlobCodec() {}

    /** A blob that holds a whole array. */
    public static BlobProto toProto(String name, NDArray array) {
        return toProto(name, array, 0, array.size());
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

    /** Whether the blob holds an array of numbers, or a chunk of one. */
    public static boolean isArray(BlobProto blob) {
        return blob.hasTensor() && blob.getTensor().getDataType() != TensorProto.DataType.STRING;
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
