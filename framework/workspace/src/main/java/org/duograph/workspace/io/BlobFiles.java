package org.duograph.workspace.io;

import com.google.protobuf.ByteString;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.duograph.messages.FileFormatException;
import org.duograph.messages.MessageFiles;
import org.duograph.tensor.ArrayType;
import org.duograph.tensor.NDArray;
import org.duograph.workspace.proto.BlobProto;
import org.duograph.workspace.proto.TensorProto;

/**
 * Saved blobs: a minidb file of {@code BlobProto} records, as Caffe2's Save writes and its Load
 * reads.
 *
 * <p>A blob is split into chunks of at most a million elements, which stand under the keys {@code
 * name#%0}, {@code name#%1} and so on. Reading accepts a bare name as the key, too.
 */
public final class BlobFiles {
    /** Elements in one record, as in Caffe2. */
    public static final int CHUNK = 1_000_000;

    private static final String CHUNK_MARK = "#%";

    private BlobFiles() {}

    /**
     * Writes a file that holds these blobs in the map's order; replaces the file atomically.
     *
     * @param blobs arrays, strings, lists of strings, or bytes ({@link ByteString})
     */
    public static void save(Path file, Map<String, ?> blobs) throws IOException {
        save(file, blobs, CHUNK);
    }

    /** Writes a file with chunks of {@code chunk} elements. */
    public static void save(Path file, Map<String, ?> blobs, int chunk) throws IOException {
        try (MiniDbWriter db = MiniDb.create(file)) {
            for (Map.Entry<String, ?> blob : blobs.entrySet()) {
                if (blob.getValue() instanceof NDArray array) {
                    put(db, blob.getKey(), array, chunk);
                } else {
                    BlobProto whole = BlobCodec.toProto(blob.getKey(), blob.getValue());
                    db.put(blob.getKey(), whole.toByteArray());
                }
            }
            db.commit();
        }
    }

    /** Adds the records of one array to a database. */
    public static void put(MiniDbWriter db, String name, NDArray array, int chunk)
            throws IOException {
        int begin = 0;
        int index = 0;
        do {
            int end = (int) Math.min((long) begin + chunk, array.size());
            BlobProto blob = BlobCodec.toProto(name, array, begin, end);
            db.put(name + CHUNK_MARK + index++, blob.toByteArray());
            begin = end;
        } while (begin < array.size());
    }

    /** Adds a record with bytes that are no array, for example a serialized message. */
    public static void put(MiniDbWriter db, String name, ByteString content) throws IOException {
        db.put(name, BlobCodec.toProto(name, content).toByteArray());
    }

    /** Reads all arrays of a file, in its order; blobs that are no arrays are left out. */
    public static Map<String, NDArray> load(Path file) throws IOException {
        return load(file, name -> true);
    }

    /**
     * Reads the arrays whose names are wanted.
     *
     * @throws FileFormatException if a record is damaged or a chunk is missing
     */
    public static Map<String, NDArray> load(Path file, Predicate<String> wanted)
            throws IOException {
        Map<String, Parts> pending = new LinkedHashMap<>();
        Map<String, NDArray> arrays = new LinkedHashMap<>();
        try (DbCursor cursor = DbCursor.open(file)) {
            while (cursor.next()) {
                String name = blobName(cursor.key());
                if (!wanted.test(name)) {
                    continue;
                }
                BlobProto blob = parse(file, cursor);
                if (!BlobCodec.isArray(blob)) {
                    continue;
                }
                arrays.putIfAbsent(name, null); // keeps the file's order
                Parts parts = pending.computeIfAbsent(name, n -> new Parts());
                parts.add(blob.getTensor());
                if (parts.areWhole()) {
                    arrays.put(name, parts.toArray(file, name));
                    pending.remove(name);
                }
            }
        }
        for (Map.Entry<String, Parts> incomplete : pending.entrySet()) {
            incomplete.getValue().toArray(file, incomplete.getKey()); // fails and says what lacks
        }
        return arrays;
    }

    /**
     * Reads the blobs whose names are wanted, in the file's order, as {@link BlobCodec#toObject}
     * gives them.
     *
     * @throws FileFormatException if a record is damaged or a chunk is missing
     */
    public static Map<String, Object> loadAny(Path file, Predicate<String> wanted)
            throws IOException {
        Map<String, NDArray> arrays = load(file, wanted);
        Map<String, Object> blobs = new LinkedHashMap<>();
        try (DbCursor cursor = DbCursor.open(file)) {
            while (cursor.next()) {
                String name = blobName(cursor.key());
                if (arrays.containsKey(name)) {
                    blobs.put(name, arrays.get(name));
                } else if (wanted.test(name)) {
                    blobs.put(name, BlobCodec.toObject(parse(file, cursor)));
                }
            }
        }
        return blobs;
    }

    /**
     * The types of the blobs whose names are wanted, in the file's order; null for one that is no
     * array.
     *
     * @throws FileFormatException if a record is damaged
     */
    public static Map<String, ArrayType> types(Path file, Predicate<String> wanted)
            throws IOException {
        Map<String, ArrayType> types = new LinkedHashMap<>();
        try (DbCursor cursor = DbCursor.open(file)) {
            while (cursor.next()) {
                String name = blobName(cursor.key());
                if (wanted.test(name) && !types.containsKey(name)) {
                    types.put(name, type(file, name, parse(file, cursor)));
                }
            }
        }
        return types;
    }

    private static ArrayType type(Path file, String name, BlobProto blob)
            throws FileFormatException {
        try {
            return BlobCodec.isArray(blob) ? TensorCodec.type(blob.getTensor()) : null;
        } catch (IllegalArgumentException e) {
            throw damaged(file, name, e);
        }
    }

    private static FileFormatException damaged(Path file, String name, RuntimeException e) {
        return new FileFormatException(
                "%s: blob \"%s\" can't be read: %s. The file is incomplete or damaged"
                        .formatted(file, name, e.getMessage()),
                e);
    }

    /** The names of all blobs of a file, in its order. */
    public static Set<String> names(Path file) throws IOException {
        Set<String> names = new LinkedHashSet<>();
        try (DbCursor cursor = DbCursor.open(file)) {
            while (cursor.next()) {
                names.add(blobName(cursor.key()));
            }
        }
        return names;
    }

    /** Reads all blobs of a file that hold bytes rather than arrays, in its order. */
    public static Map<String, ByteString> loadBytes(Path file) throws IOException {
        Map<String, ByteString> contents = new LinkedHashMap<>();
        try (DbCursor cursor = DbCursor.open(file)) {
            while (cursor.next()) {
                BlobProto blob = parse(file, cursor);
                if (blob.hasContent()) {
                    contents.merge(blobName(cursor.key()), blob.getContent(), ByteString::concat);
                }
            }
        }
        return contents;
    }

    private static BlobProto parse(Path file, DbCursor cursor) throws FileFormatException {
        String source = file + ", record \"" + cursor.key() + "\" at byte " + cursor.offset();
        return MessageFiles.parseBinary(cursor.value(), source, BlobProto.getDefaultInstance());
    }

    /** The name of the blob that the record of this key belongs to. */
    public static String blobName(String key) {
        int mark = key.lastIndexOf(CHUNK_MARK);
        return mark < 0 ? key : key.substring(0, mark);
    }

    /** The chunks of one blob that were found so far. */
    private static final class Parts {
        private final List<TensorProto> found = new ArrayList<>();
        private long elements;

        void add(TensorProto part) {
            found.add(part);
            elements += part.getSegment().getEnd() - part.getSegment().getBegin();
        }

        /** Whether there are as many elements as the dims say. */
        boolean areWhole() {
            long expected = 1;
            for (long d : found.get(0).getDimsList()) {
                expected *= d; // an overflow is found by toArray
            }
            return !found.get(0).hasSegment() || elements == expected;
        }

        NDArray toArray(Path file, String name) throws FileFormatException {
            found.sort(Comparator.comparingLong(p -> p.getSegment().getBegin()));
            try {
                return TensorCodec.toArray(found);
            } catch (IllegalArgumentException e) {
                throw damaged(file, name, e);
            }
        }
    }
}
