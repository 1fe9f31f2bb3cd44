package org.duograph.interop.safetensors;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.duograph.tensor.ArrayType;
import org.duograph.tensor.DType;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;

/**
 * The content of a safetensors file: arrays by their names, and notes.
 *
 * <p>The file is the length of a header, 8 bytes; the header, JSON with the type, the shape and the
 * place of each array; and the arrays' elements, the least significant byte first. Source: <a
 * href="https://github.com/huggingface/safetensors">the format's description</a>.
 *
 * @param arrays by their names, in the order of the file
 * @param notes what the header says under {@code __metadata__}
 */
public record SafeTensors(Map<String, NDArray> arrays, Map<String, String> notes) {
    private static final String NOTES = "__metadata__";
    private static final int LENGTH = Long.BYTES;
    private static final long LONGEST_HEADER = 100_000_000; // as the format's own reader has it
    private static final int AT_ONCE = 1 << 20;

    private static final Map<String, DType> TYPES =
            Map.ofEntries(
                    Map.entry("F64", DType.FLOAT64),
                    Map.entry("F32", DType.FLOAT32),
                    Map.entry("F16", DType.FLOAT16),
                    Map.entry("BF16", DType.BFLOAT16),
                    Map.entry("I64", DType.INT64),
                    Map.entry("I32", DType.INT32),
                    Map.entry("I16", DType.INT16),
                    Map.entry("I8", DType.INT8),
                    Map.entry("U32", DType.UINT32),
                    Map.entry("U16", DType.UINT16),
                    Map.entry("U8", DType.UINT8),
                    Map.entry("BOOL", DType.BOOL));

    /** An array's place among the elements. */
    private record Entry(String name, ArrayType type, long begin, long end) {}

    public SafeTensors {
        arrays = Collections.unmodifiableMap(new LinkedHashMap<>(arrays));
        notes = Collections.unmodifiableMap(new LinkedHashMap<>(notes));
    }

    /**
     * Reads a file.
     *
     * @throws IOException if it can't be read, or is none of this format, is cut, or holds what
     *     there is no type for; the message names the array or the byte
     */
    public static SafeTensors read(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file)) {
            long size = channel.size();
            ByteBuffer length = read(channel, file, 0, LENGTH);
            long header = length.getLong(0);
            if (header < 2 || header > LONGEST_HEADER || header > size - LENGTH) {
                throw wrong(
                        file,
                        "a header of 2 to %d bytes"
                                .formatted(Math.min(LONGEST_HEADER, Math.max(2, size - LENGTH))),
                        "one of %d bytes, in a file of %d".formatted(header, size));
            }
            ByteBuffer text = read(channel, file, LENGTH, Math.toIntExact(header));
            Map<String, String> notes = new LinkedHashMap<>();
            List<Entry> entries =
                    entries(file, StandardCharsets.UTF_8.decode(text).toString(), notes);
            long first = LENGTH + header;
            Map<String, NDArray> arrays = new LinkedHashMap<>();
            for (Entry entry : placed(file, entries, size - first)) {
                arrays.put(entry.name, array(channel, file, entry, first));
            }
            return new SafeTensors(arrays, notes);
        }
    }

    private static List<Entry> entries(Path file, String json, Map<String, String> notes)
            throws IOException {
        Object header;
        try {
            header = JSON.std.anyFrom(json);
        } catch (IOException | StackOverflowError e) {
            throw wrong(file, "a header of JSON", "something else: " + e.getMessage());
        }
        List<Entry> entries = new ArrayList<>();
        for (Map.Entry<?, ?> member : members(file, "the header", header).entrySet()) {
            String name = String.valueOf(member.getKey());
            Map<?, ?> value = members(file, "\"" + name + "\"", member.getValue());
            if (name.equals(NOTES)) {
                value.forEach((k, v) -> notes.put(String.valueOf(k), String.valueOf(v)));
            } else {
                entries.add(entry(file, name, value));
            }
        }
        return entries;
    }

    private static Map<?, ?> members(Path file, String what, Object value) throws IOException {
        if (value instanceof Map<?, ?> members) {
            return members;
        }
        throw wrong(file, what + " to be an object of JSON", String.valueOf(value));
    }

    private static Entry entry(Path file, String name, Map<?, ?> value) throws IOException {
        DType dtype = TYPES.get(String.valueOf(value.get("dtype")));
        if (dtype == null) {
            throw wrong(
                    file,
                    "array \"%s\" to have one of the types %s"
                            .formatted(name, TYPES.keySet().stream().sorted().toList()),
                    String.valueOf(value.get("dtype")));
        }
        long[] dims = numbers(file, name, "shape", value.get("shape"));
        long[] places = numbers(file, name, "data_offsets", value.get("data_offsets"));
        long bytes = dtype.bytes();
        for (long dim : dims) {
            bytes = dim < 0 || dim > Integer.MAX_VALUE ? -1 : multiplied(bytes, dim);
            if (bytes < 0 || bytes / dtype.bytes() > Integer.MAX_VALUE) {
                throw wrong(
                        file,
                        "array \"%s\" to have at most %d elements, as arrays of Java have"
                                .formatted(name, Integer.MAX_VALUE),
                        "shape " + value.get("shape"));
            }
        }
        if (places.length != 2 || places[0] < 0 || places[1] - places[0] != bytes) {
            throw wrong(
                    file,
                    "array \"%s\", %s of shape %s, to have a place of %d bytes"
                            .formatted(name, dtype.lowerName(), value.get("shape"), bytes),
                    "data_offsets " + value.get("data_offsets"));
        }
        Shape shape = Shape.of(Arrays.stream(dims).mapToInt(Math::toIntExact).toArray());
        return new Entry(name, new ArrayType(dtype, shape), places[0], places[1]);
    }

    private static long multiplied(long a, long b) {
        return Math.multiplyHigh(a, b) == 0 ? Math.max(a * b, -1) : -1;
    }

    private static long[] numbers(Path file, String name, String member, Object value)
            throws IOException {
        if (value instanceof List<?> list
                && list.stream().allMatch(n -> n instanceof Integer || n instanceof Long)) {
            return list.stream().mapToLong(n -> ((Number) n).longValue()).toArray();
        }
        throw wrong(
                file,
                "\"%s\" of array \"%s\" to be a list of whole numbers".formatted(member, name),
                String.valueOf(value));
    }

    /** The entries in the order of their places, which must follow each other without a gap. */
    private static List<Entry> placed(Path file, List<Entry> entries, long bytes)
            throws IOException {
        List<Entry> sorted = new ArrayList<>(entries);
        sorted.sort((a, b) -> Long.compare(a.begin, b.begin));
        long end = 0;
        for (Entry entry : sorted) {
            if (entry.begin != end) {
                throw wrong(
                        file,
                        "array \"%s\" to begin at byte %d of the data".formatted(entry.name, end),
                        "byte " + entry.begin);
            }
            end = entry.end;
        }
        if (end != bytes) {
            throw wrong(
                    file,
                    "%d bytes of data, as the header says".formatted(end),
                    "%d; was it cut when it was copied?".formatted(bytes));
        }
        return sorted;
    }

    private static NDArray array(FileChannel channel, Path file, Entry entry, long first)
            throws IOException {
        DType dtype = entry.type.dtype();
        NDArray array = NDArray.zeros(entry.type);
        int count = entry.type.shape().intSize();
        int most = AT_ONCE / dtype.bytes();
        for (int done = 0; done < count; ) {
            int some = Math.min(most, count - done);
            long place = first + entry.begin + (long) done * dtype.bytes();
            dtype.get(read(channel, file, place, some * dtype.bytes()), array.data(), done, some);
            done += some;
        }
        return array;
    }

    private static ByteBuffer read(FileChannel channel, Path file, long place, int bytes)
            throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
        while (buffer.hasRemaining()) {
            if (channel.read(buffer, place + buffer.position()) < 0) {
                throw wrong(
                        file,
                        "%d bytes from byte %d on".formatted(bytes, place),
                        "the file's end after %d of them".formatted(buffer.position()));
            }
        }
        return buffer.flip();
    }

    private static IOException wrong(Path file, String asked, String found) {
        return new IOException(
                "%s is no safetensors file that can be read: expected %s, but found %s"
                        .formatted(file, asked, found));
    }

    /**
     * Writes a file, arrays of large elements first, as readers that map it into memory like it,
     * and those of the same elements by name: the same arrays are the same bytes every time.
     *
     * @throws IllegalArgumentException if an array holds texts, or is called {@code __metadata__}
     */
    public void write(Path file) throws IOException {
        Map<String, Object> header = new LinkedHashMap<>();
        if (!notes.isEmpty()) {
            header.put(NOTES, new TreeMap<>(notes));
        }
        List<String> order = new ArrayList<>(arrays.keySet());
        order.sort(
                Comparator.comparingInt((String name) -> -bytes(name))
                        .thenComparing(Comparator.naturalOrder()));
        long place = 0;
        for (String name : order) {
            ArrayType type = arrays.get(name).type();
            long end = place + type.shape().size() * type.dtype().bytes();
            Map<String, Object> entry = new LinkedHashMap<>();
            entry.put("dtype", word(name, type.dtype()));
            entry.put("shape", type.shape().toList());
            entry.put("data_offsets", List.of(place, end));
            header.put(name, entry);
            place = end;
        }
        byte[] text = JSON.std.asString(header).getBytes(StandardCharsets.UTF_8);
        int padded = (text.length + LENGTH - 1) / LENGTH * LENGTH;
        Path part = file.resolveSibling(file.getFileName() + ".part");
        try (FileChannel channel =
                FileChannel.open(
                        part,
                        StandardOpenOption.CREATE,
                        StandardOpenOption.WRITE,
                        StandardOpenOption.TRUNCATE_EXISTING)) {
            ByteBuffer start = ByteBuffer.allocate(LENGTH + padded).order(ByteOrder.LITTLE_ENDIAN);
            start.putLong(padded).put(text);
            while (start.hasRemaining()) {
                start.put((byte) ' ');
            }
            write(channel, start.flip());
            for (String name : order) {
                write(channel, arrays.get(name));
            }
        }
        Files.move(part, file, StandardCopyOption.REPLACE_EXISTING);
    }

    private int bytes(String name) {
        return arrays.get(name).type().dtype().bytes();
    }

    private static String word(String name, DType dtype) {
        if (name.equals(NOTES)) {
            throw new IllegalArgumentException(
                    "An array of a safetensors file can't be called " + NOTES + "; rename it");
        }
        return TYPES.entrySet().stream()
                .filter(e -> e.getValue() == dtype)
                .map(Map.Entry::getKey)
                .findFirst()
                .orElseThrow(
                        () ->
                                new IllegalArgumentException(
                                        "Array \"%s\" holds %s, for which safetensors files have no type; leave it out"
                                                .formatted(name, dtype.lowerName())));
    }

    private static void write(FileChannel channel, NDArray array) throws IOException {
        DType dtype = array.type().dtype();
        int count = array.type().shape().intSize();
        int most = AT_ONCE / dtype.bytes();
        ByteBuffer buffer = ByteBuffer.allocate(AT_ONCE).order(ByteOrder.LITTLE_ENDIAN);
        for (int done = 0; done < count; ) {
            int some = Math.min(most, count - done);
            dtype.put(array.data(), done, some, buffer.clear());
            write(channel, buffer.flip());
            done += some;
        }
    }

    private static void write(FileChannel channel, ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
    }
}
