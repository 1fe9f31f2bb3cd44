package org.duograph.graph;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.duograph.tensor.ArrayType;
import org.duograph.tensor.NDArray;

/**
 * A graph with its constants in one file, which any machine reads.
 *
 * <p>The file holds the text of {@link GraphText}, in which {@code #k} stands for the elements of
 * array number k, and then the arrays. All numbers are little endian.
 *
 * <pre>
 * 8 bytes    magic: DUOGRAPH
 * int32      version: 1
 * text       the graph            (a text: int32 bytes, and so many bytes of UTF-8)
 * int32      the number of arrays; for each of them
 *   text     its type, such as float32 2x3
 *   bytes    its elements, row by row; a text for each where they are texts
 * </pre>
 *
 * <p>What is read is checked before memory is asked for: a file that was cut off or changed gives
 * an error that says so, and no more is allocated than there are bytes.
 */
public final class GraphFile {
    private static final byte[] MAGIC = "DUOGRAPH".getBytes(StandardCharsets.US_ASCII);
    private static final int VERSION = 1;
    private static final int PIECE = 1 << 16;
    private static final int MOST_BYTES = Integer.MAX_VALUE - 8; // of one Java array

    private GraphFile() {}

    /** What a file holds: the text, and the arrays that it numbers. */
    private record Parts(String text, List<NDArray> arrays) {
        static Parts of(Graph graph) {
            List<NDArray> arrays = new ArrayList<>();
            String text =
                    GraphText.print(
                            graph,
                            array -> {
                                requireFits(array.type());
                                arrays.add(array);
                                return "#" + (arrays.size() - 1);
                            });
            return new Parts(text, arrays);
        }
    }

    /**
     * Saves a graph with its constants.
     *
     * @throws IllegalArgumentException if a constant has more bytes than a file can hold; a file
     *     that was there before stays as it was
     */
    public static void save(Graph graph, Path file) throws IOException {
        Parts parts = Parts.of(graph);
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file))) {
            write(parts, out);
        }
    }

    /**
     * Loads a graph.
     *
     * @param operators gives the operator of a type: {@code OpCatalog::get}
     * @throws IOException if the file can't be read, or is no such file; the message says why
     */
    public static Graph load(Path file, Function<String, OpDef> operators) throws IOException {
        try (InputStream in = new BufferedInputStream(Files.newInputStream(file))) {
            Graph graph = read(in, operators);
            if (in.read() >= 0) {
                throw new IOException("a damaged graph file: there is more in it than it says");
            }
            return graph;
        } catch (IOException e) {
            throw new IOException(file + ": " + e.getMessage(), e);
        }
    }

    /**
     * Writes a graph with its constants; the stream stays open.
     *
     * @throws IllegalArgumentException if a constant has more bytes than a file can hold
     */
    public static void write(Graph graph, OutputStream to) throws IOException {
        write(Parts.of(graph), to);
    }

    private static void write(Parts parts, OutputStream to) throws IOException {
        DataOutputStream out = new DataOutputStream(to);
        out.write(MAGIC);
        out.writeInt(Integer.reverseBytes(VERSION));
        writeText(parts.text, out);
        out.writeInt(Integer.reverseBytes(parts.arrays.size()));
        for (NDArray array : parts.arrays) {
            writeText(array.type().toString(), out);
            writeElements(array, out);
        }
        out.flush();
    }

    /** Fails where an array of that type has more bytes than are read at once. */
    static void requireFits(ArrayType type) {
        if (!type.dtype().isText() && type.bytes() > MOST_BYTES) {
            throw new IllegalArgumentException(
                    "A graph file can't hold an array of %s, which is %,d bytes; %,d are the most. Cut it into several"
                            .formatted(type, type.bytes(), MOST_BYTES));
        }
    }

    /**
     * Reads a graph from where {@link #write} has written it, and nothing behind it.
     *
     * @throws IOException if there is no such graph; the message says why
     */
    public static Graph read(InputStream from, Function<String, OpDef> operators)
            throws IOException {
        DataInputStream in = new DataInputStream(from);
        try {
            if (!java.util.Arrays.equals(in.readNBytes(MAGIC.length), MAGIC)) {
                throw new IOException("this is no graph file: it does not begin with DUOGRAPH");
            }
            int version = Integer.reverseBytes(in.readInt());
            if (version != VERSION) {
                throw new IOException(
                        "this is a graph file of version "
                                + version
                                + ", and version "
                                + VERSION
                                + " is all that is known here");
            }
            String text = readText(in);
            int count = Integer.reverseBytes(in.readInt());
            if (count < 0) {
                throw new IOException(
                        "a damaged graph file: it says that " + count + " arrays come");
            }
            List<NDArray> arrays = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                arrays.add(readArray(in));
            }
            return new GraphReader(text, operators, arrays).read();
        } catch (EOFException e) {
            throw new IOException("a damaged graph file: it ends too early", e);
        } catch (IllegalArgumentException | ArithmeticException e) {
            throw new IOException("a damaged graph file: " + e.getMessage(), e);
        }
    }

    private static void writeText(String text, DataOutputStream out) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        out.writeInt(Integer.reverseBytes(bytes.length));
        out.write(bytes);
    }

    private static String readText(DataInputStream in) throws IOException {
        int length = Integer.reverseBytes(in.readInt());
        return new String(readBytes(in, length), StandardCharsets.UTF_8);
    }

    /** So many bytes; reading them piece by piece, it asks for little more than there are. */
    private static byte[] readBytes(DataInputStream in, long length) throws IOException {
        if (length < 0 || length > MOST_BYTES) {
            throw new IOException("a damaged graph file: it says that " + length + " bytes come");
        }
        byte[] bytes = in.readNBytes((int) length); // grows as bytes come
        if (bytes.length < length) {
            throw new EOFException();
        }
        return bytes;
    }

    private static void writeElements(NDArray array, DataOutputStream out) throws IOException {
        if (array.data() instanceof String[] texts) {
            for (String text : texts) {
                writeText(text, out);
            }
            return;
        }
        int width = array.dtype().bytes();
        ByteBuffer piece = ByteBuffer.allocate(PIECE).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < array.size(); i += PIECE / width) {
            int end = Math.min(array.size(), i + PIECE / width);
            piece.clear();
            array.dtype().put(array.data(), i, end - i, piece);
            out.write(piece.array(), 0, piece.position());
        }
    }

    private static NDArray readArray(DataInputStream in) throws IOException {
        ArrayType type = ArrayType.parse(readText(in));
        type.shape().intSize(); // refuses what no array holds
        if (type.dtype().isText()) {
            return readTexts(in, type);
        }
        byte[] bytes = readBytes(in, type.bytes());
        NDArray array = NDArray.zeros(type);
        ByteBuffer all = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        type.dtype().get(all, array.data(), 0, array.size());
        return array;
    }

    private static NDArray readTexts(DataInputStream in, ArrayType type) throws IOException {
        List<String> texts = new ArrayList<>();
        for (long i = 0; i < type.shape().size(); i++) {
            texts.add(readText(in));
        }
        return NDArray.wrap(type, texts.toArray(String[]::new));
    }
}
