package org.duograph.session.checkpoint;

import com.google.protobuf.InvalidProtocolBufferException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.duograph.graph.Suggestion;
import org.duograph.messages.AtomicFile;
import org.duograph.session.op.DataTypes;
import org.duograph.session.op.StaticShape;
import org.duograph.session.op.Tensors;
import org.duograph.session.proto.BundleEntryProto;
import org.duograph.session.proto.BundleHeaderProto;
import org.duograph.session.proto.VersionDef;
import org.duograph.tensor.ArrayType;
import org.duograph.tensor.NDArray;

/**
 * A checkpoint of TensorFlow's second format: arrays by name, in {@code PREFIX.index} and {@code
 * PREFIX.data-00000-of-00001}.
 *
 * <p>Its index is read when it is opened, an array when it is asked for. The files may be of
 * several shards.
 */
public final class Checkpoint {
    private static final long MOST_BYTES = Integer.MAX_VALUE - 64; // what a Java array has
    private static final String HEADER = "";

    private final Path prefix;
    private final int shards;
    private final Map<String, BundleEntryProto> entries;

    private Checkpoint(Path prefix, int shards, Map<String, BundleEntryProto> entries) {
        this.prefix = prefix;
        this.shards = shards;
        this.entries = entries;
    }

    /**
     * Opens a checkpoint.
     *
     * @param prefix its path without {@code .index}
     * @throws IOException if there is none, or it is damaged
     */
    public static Checkpoint open(Path prefix) throws IOException {
        Path index = file(prefix, ".index");
        if (!Files.isRegularFile(index)) {
            throw new IOException(
                    "Unsuccessful TensorSliceReader constructor: Failed to find any matching files for %s (there is no %s)"
                            .formatted(prefix, index.getFileName()));
        }
        try {
            Map<String, BundleEntryProto> entries = new LinkedHashMap<>();
            int shards = 0;
            for (Map.Entry<String, byte[]> entry :
                    TableReader.read(Files.readAllBytes(index)).entrySet()) {
                if (entry.getKey().equals(HEADER)) {
                    shards = shards(BundleHeaderProto.parseFrom(entry.getValue()));
                } else {
                    entries.put(entry.getKey(), BundleEntryProto.parseFrom(entry.getValue()));
                }
            }
            if (shards == 0) {
                throw new IOException("it has no header");
            }
            return new Checkpoint(prefix, shards, entries);
        } catch (InvalidProtocolBufferException e) {
            throw new IOException(
                    "Unable to read file (%s): an entry is damaged".formatted(index), e);
        } catch (IOException e) {
            throw new IOException(
                    "Unable to read file (%s): %s".formatted(index, e.getMessage()), e);
        }
    }

    private static int shards(BundleHeaderProto header) throws IOException {
        if (header.getEndianness() != BundleHeaderProto.Endianness.LITTLE) {
            throw new IOException("its numbers are big endian, which is not supported");
        }
        if (header.getNumShards() < 1) {
            throw new IOException("it says that it has " + header.getNumShards() + " shards");
        }
        return header.getNumShards();
    }

    private static Path file(Path prefix, String end) {
        return prefix.resolveSibling(prefix.getFileName() + end);
    }

    private Path data(int shard) {
        return file(prefix, ".data-%05d-of-%05d".formatted(shard, shards));
    }

    /** Deletes a checkpoint's files of one shard; what is not there is no error. */
    static void delete(Path prefix) throws IOException {
        Files.deleteIfExists(file(prefix, ".index"));
        Files.deleteIfExists(file(prefix, ".data-00000-of-00001"));
        Files.deleteIfExists(file(prefix, ".meta"));
    }

    /** The names of its arrays. */
    public Set<String> names() {
        return Collections.unmodifiableSet(entries.keySet());
    }

    /**
     * The type of an array.
     *
     * @throws IOException if there is no such array, or its elements are not supported
     */
    public ArrayType type(String name) throws IOException {
        BundleEntryProto entry = entries.get(name);
        if (entry == null) {
            throw new IOException(
                    "Key %s not found in checkpoint %s%s"
                            .formatted(name, prefix, Suggestion.among(name, entries.keySet())));
        }
        try {
            StaticShape shape = StaticShape.of(entry.getShape());
            if (!shape.isKnown()) {
                throw new IllegalArgumentException("its shape is " + shape);
            }
            return new ArrayType(DataTypes.dtype(entry.getDtype()), shape.filled(0));
        } catch (IllegalArgumentException | ArithmeticException e) {
            throw new IOException("%s in %s: %s".formatted(name, prefix, e.getMessage()), e);
        }
    }

    /**
     * Reads an array.
     *
     * @throws IOException if there is none of that name, or its bytes are damaged or missing
     */
    public NDArray read(String name) throws IOException {
        ArrayType type = type(name);
        BundleEntryProto entry = entries.get(name);
        if (entry.getSlicesCount() > 0) {
            throw new IOException(
                    "%s in %s is saved in %d parts, which is not supported; save it as one variable"
                            .formatted(name, prefix, entry.getSlicesCount()));
        }
        Path data = data(entry.getShardId());
        byte[] bytes = bytes(data, entry);
        try {
            NDArray array = Bundle.array(type, bytes);
            int found = Bundle.checksum(array, bytes);
            if (found != entry.getCrc32C()) {
                throw new IOException(
                        "Checksum does not match: stored %d vs. calculated on the restored bytes %d"
                                .formatted(entry.getCrc32C() & 0xffffffffL, found & 0xffffffffL));
            }
            return array;
        } catch (IOException | ArithmeticException e) {
            throw new IOException("%s in %s: %s".formatted(name, data, e.getMessage()), e);
        }
    }

    private static byte[] bytes(Path data, BundleEntryProto entry) throws IOException {
        if (!Files.exists(data)) {
            throw new FileNotFoundException(
                    "Unable to read file (%s): it is not there, though its index is; copy all files of a checkpoint"
                            .formatted(data));
        }
        if (entry.getSize() > Integer.MAX_VALUE) {
            throw new IOException(
                    "%s has an array of %,d bytes; arrays of at most 2 GiB are read from checkpoints, so save it in parts"
                            .formatted(data, entry.getSize()));
        }
        try (SeekableByteChannel in = Files.newByteChannel(data)) {
            if (entry.getOffset() < 0
                    || entry.getSize() < 0
                    || entry.getOffset() > in.size() - entry.getSize()) {
                throw new IOException(
                        "Read less bytes than requested: %s is cut, or of another checkpoint"
                                .formatted(data));
            }
            ByteBuffer bytes = ByteBuffer.allocate((int) entry.getSize());
            in.position(entry.getOffset());
            while (bytes.hasRemaining() && in.read(bytes) >= 0) {
                continue;
            }
            return bytes.array();
        }
    }

    /**
     * Writes arrays. The data comes first and the index last, under names that they take when they
     * are whole: whoever finds an index finds its data.
     *
     * @param prefix the files' path without their ends; its folder must exist
     * @throws IOException if they can't be written
     */
    public static void write(Path prefix, Map<String, NDArray> arrays) throws IOException {
        SortedMap<String, byte[]> index = new TreeMap<>();
        index.put(
                HEADER,
                BundleHeaderProto.newBuilder()
                        .setNumShards(1)
                        .setVersion(VersionDef.newBuilder().setProducer(1))
                        .build()
                        .toByteArray());
        Path data = file(prefix, ".data-00000-of-00001");
        try (AtomicFile out = AtomicFile.open(data)) {
            long at = 0;
            for (Map.Entry<String, NDArray> entry : new TreeMap<>(arrays).entrySet()) {
                NDArray array = entry.getValue();
                if (array.type().bytes() > MOST_BYTES) {
                    throw new IOException(
                            "\"%s\" is %s, %,d bytes; arrays of at most 2 GiB are written to checkpoints, so save it in parts"
                                    .formatted(entry.getKey(), array.type(), array.type().bytes()));
                }
                byte[] bytes = Bundle.bytes(array);
                out.out().write(bytes);
                BundleEntryProto.Builder message =
                        BundleEntryProto.newBuilder()
                                .setDtype(DataTypes.of(array.dtype()))
                                .setShape(Tensors.message(array.shape()))
                                .setOffset(at)
                                .setSize(bytes.length)
                                .setCrc32C(Bundle.checksum(array, bytes));
                index.put(entry.getKey(), message.build().toByteArray());
                at += bytes.length;
            }
            out.commit();
        }
        try (AtomicFile out = AtomicFile.open(file(prefix, ".index"))) {
            out.out().write(TableWriter.write(index));
            out.commit();
        }
    }
}
