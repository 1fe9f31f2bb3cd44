package org.duograph.interop.onnx;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.duograph.interop.onnx.proto.TensorProto;
import org.duograph.tensor.DType;
import org.duograph.tensor.NDArray;

/**
 * Where arrays of a model go that is being written: into the message, which can't have more than 2
 * GiB, or, if they are large, one after the other into a file beside it.
 */
final class OnnxWeights {
    private static final int LARGE = 1 << 16; // bytes
    private static final int AT_ONCE = 1 << 20;

    private final OutputStream file;
    private final String location;
    private long place;

    /**
     * Large arrays go into a file.
     *
     * @param file the file; null if their places alone are wanted
     * @param location its name, as the model says it
     */
    OnnxWeights(OutputStream file, String location) {
        this.file = file;
        this.location = location;
    }

    /** All arrays go into the message. */
    static OnnxWeights inside() {
        return new OnnxWeights(null, null);
    }

    /** The message of an array, whose bytes may be written to the file. */
    TensorProto write(String name, NDArray array) {
        long bytes = (long) array.size() * array.dtype().bytes();
        if (location == null || bytes < LARGE || array.dtype() == DType.STRING) {
            return OnnxArrays.write(name, array);
        }
        TensorProto.Builder to = TensorProto.newBuilder().setName(name);
        to.setDataType(OnnxType.code(array.dtype()));
        array.shape().forEach(to::addDims);
        to.setDataLocation(TensorProto.DataLocation.EXTERNAL);
        add(to, "location", location);
        add(to, "offset", "" + place);
        add(to, "length", "" + bytes);
        add(to, "checksum", copy(array)); // SHA-1, as the format has it
        place += bytes;
        return to.build();
    }

    private static void add(TensorProto.Builder to, String key, String value) {
        to.addExternalDataBuilder().setKey(key).setValue(value);
    }

    private String copy(NDArray array) {
        MessageDigest digest = sha1();
        int each = array.dtype().bytes();
        ByteBuffer part = ByteBuffer.allocate(AT_ONCE).order(ByteOrder.LITTLE_ENDIAN);
        try {
            for (int done = 0; done < array.size(); ) {
                int count = Math.min(array.size() - done, AT_ONCE / each);
                array.dtype().put(array.data(), done, count, part.clear());
                digest.update(part.array(), 0, part.position());
                if (file != null) {
                    file.write(part.array(), 0, part.position());
                }
                done += count;
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    private static MessageDigest sha1() {
        try {
            return MessageDigest.getInstance("SHA-1");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("all JDKs have SHA-1", e);
        }
    }
}
