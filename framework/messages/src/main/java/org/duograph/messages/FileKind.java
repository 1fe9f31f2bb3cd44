package org.duograph.messages;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;

/**
 * Files of other programs and other kinds that are often named where a net, a graph, blobs or an
 * array should be. They are told by their first bytes, whatever their name is.
 *
 * @param what what such a file is
 * @param advice what to do to use what is in it
 */
public record FileKind(String what, String advice) {
    /** How many of a file's first bytes it takes. */
    public static final int HEAD = 4096;

    /** Saved blobs. */
    public static final FileKind MINIDB =
            new FileKind(
                    "a minidb, such as a snapshot of train",
                    "A snapshot goes to --resume; a net with a Load operator can read it, too");

    static final FileKind SAVED_MODEL =
            new FileKind(
                    "a TensorFlow SavedModel",
                    "duograph graph run, print and draw read its folder");

    private static final FileKind GRAPH_DEF =
            new FileKind("a TensorFlow GraphDef", "duograph graph run, print and draw read it");

    private static final FileKind NET_DEF =
            new FileKind("a Caffe2 NetDef", "duograph net run, print and draw read it");

    private static final FileKind ONNX =
            new FileKind(
                    "an ONNX model", "Duograph reads Caffe2's NetDef and TensorFlow's GraphDef");

    private static final String CONVERT_PYTORCH =
            "Save its weights from Python, with numpy.save one by one, and feed them by --feed";
    private static final FileKind CAFFE =
            new FileKind(
                    "a Caffe 1 model (NetParameter)",
                    "duograph caffe translate makes a predict net and an init net of it");

    /** What a file is, if it is one of the kinds that are known. */
    public static Optional<FileKind> of(Path file) throws IOException {
        if (!Files.isRegularFile(file)) {
            return Optional.empty();
        }
        try (InputStream in = Files.newInputStream(file)) {
            byte[] head = in.readNBytes(HEAD);
            return of(head).or(() -> Optional.ofNullable(message(head)));
        }
    }

    /** What a file is that begins like this, if it can't be a protobuf message. */
    static Optional<FileKind> of(byte[] head) {
        FileKind kind = packed(head);
        kind = kind != null ? kind : numbers(head);
        kind = kind != null ? kind : seen(head);
        return Optional.ofNullable(kind != null ? kind : text(head));
    }

    /**
     * What a file is that begins like this, if it is a message of another type.
     *
     * @param wanted the type that should be there; only whole models are told apart from others
     */
    static Optional<FileKind> ofMessage(byte[] head, String wanted) {
        FileKind own =
                switch (wanted) {
                    case "NetDef" -> NET_DEF;
                    case "GraphDef" -> GRAPH_DEF;
                    case "SavedModel" -> SAVED_MODEL;
                    case "NetParameter" -> CAFFE;
                    default -> null;
                };
        FileKind kind = own == null ? null : message(head);
        return Optional.ofNullable(kind == own ? null : kind);
    }

    private static FileKind text(byte[] head) {
        int end = 0;
        while (end < head.length && (head[end] < 0 || head[end] >= ' ' || isSpace(head[end]))) {
            end++;
        }
        String[] lines = new String(head, 0, end, StandardCharsets.UTF_8).strip().split("\\R", 2);
        if (end < head.length || lines[0].isEmpty()) {
            return null;
        }
        String line = lines[0].length() > 60 ? lines[0].substring(0, 60) + "..." : lines[0];
        return new FileKind("a text that begins \"" + line + "\"", "Name another file");
    }

    private static boolean isSpace(byte b) {
        return b == '\n' || b == '\r' || b == '\t' || b == '\f';
    }

    private static FileKind packed(byte[] head) {
        if (begins(head, "PK\3\4")) {
            String first = new String(head, StandardCharsets.ISO_8859_1);
            if (first.contains("data.pkl") || first.contains(".format_version")) {
                return new FileKind("a PyTorch model (zip)", CONVERT_PYTORCH);
            } else if (first.contains(".npy")) {
                return new FileKind("a NumPy .npz archive", "Unzip it, and name a .npy file in it");
            } else if (first.contains("config.json") || first.contains("model.weights.h5")) {
                return new FileKind("a Keras model (zip)", "Export its weights as .npy files");
            }
            return new FileKind("a zip archive", "Unpack it, and name a file in it");
        } else if (begins(head, "\u001f\u008b")) {
            return new FileKind("packed with gzip", "Unpack it: gunzip, or tar xzf for a .tar.gz");
        } else if (begins(head, "BZh")
                || begins(head, "\u00fd7zXZ")
                || begins(head, "7z\u00bc\u00af")) {
            return new FileKind("a packed file", "Unpack it");
        } else if (head.length > 262 && "ustar".equals(text(head, 257, 5))) {
            return new FileKind("a tar archive", "Unpack it with tar xf");
        }
        return null;
    }

    private static FileKind numbers(byte[] head) {
        boolean pickle = head.length > 2 && head[0] == (byte) 0x80 && head[1] >= 2 && head[1] <= 5;
        if (begins(head, "\u0093NUMPY")) {
            return new FileKind("a NumPy array (.npy)", "Feed it: --feed NAME=FILE.npy");
        } else if (begins(head, "\u0089HDF\r\n")) {
            return new FileKind("an HDF5 file, such as Keras writes", "Export .npy files from it");
        } else if (pickle) {
            return new FileKind(
                    "a Python pickle, such as older PyTorch models are", CONVERT_PYTORCH);
        } else if (begins(head, "MATLAB 5.0 MAT")) {
            return new FileKind("a MATLAB file", "Export .npy files from it");
        } else if (head.length > 9 && head[8] == '{' && head[9] == '"' && head[7] == 0) {
            return new FileKind("a safetensors file", CONVERT_PYTORCH);
        } else if (begins(head, "GGUF")) {
            return new FileKind("a GGUF language model", "Duograph can't run it");
        } else if ("TFL3".equals(text(head, 4, 4))) {
            return new FileKind("a TensorFlow Lite model", "Duograph can't run it");
        }
        return null;
    }

    private static FileKind seen(byte[] head) {
        boolean image =
                begins(head, "\u0089PNG")
                        || begins(head, "\u00ff\u00d8\u00ff")
                        || begins(head, "GIF8")
                        || begins(head, "RIFF") && "WEBP".equals(text(head, 8, 4));
        if (image) {
            return new FileKind(
                    "an image", "Save its pixels as a .npy array, N x C x H x W, and feed that");
        } else if (begins(head, "%PDF")) {
            return new FileKind("a PDF document", "Name another file");
        } else if (begins(head, "\u007fELF") || begins(head, "\u00ca\u00fe\u00ba\u00be")) {
            return new FileKind("a program", "Name another file");
        } else if (begins(head, "SQLite format 3")) {
            return new FileKind("an SQLite database", "Name another file");
        }
        return null;
    }

    /** Messages of others, told by their first fields. */
    private static FileKind message(byte[] head) {
        Fields fields = new Fields(head);
        int number = fields.next();
        if (isRecord(head)) {
            return MINIDB;
        } else if (number == 1 && fields.isNumber()) {
            int second = fields.next();
            if (second == 2 && fields.isNumber()) {
                return new FileKind("a Caffe 1 blob, such as a mean image", "Save it as .npy");
            } else if (second == 2 && fields.isText()) {
                String name = fields.text();
                return name.endsWith(".caffemodel")
                        ? new FileKind("a Caffe 1 solver state", "Name the model beside it")
                        : ONNX;
            } else if (second == 7 || second == 8) {
                return ONNX;
            } else if (second == 2) {
                return SAVED_MODEL;
            }
        } else if (number == 1 && isPair(fields.content())) {
            return new String(fields.content(), StandardCharsets.UTF_8).contains("_BLOB_TYPE")
                    ? new FileKind("a Caffe2 MetaNetDef", "Name the predict net and the init net")
                    : GRAPH_DEF;
        } else if (number == 1 && fields.isText()) {
            int second = fields.next();
            boolean layers = second == 2 && isOldCaffeLayer(fields.content());
            if (second == 100 || layers) {
                return CAFFE;
            } else if (second == 2 && isOperator(fields.content())) {
                return NET_DEF;
            }
        } else if (number == 2 && isOperator(fields.content())) {
            return NET_DEF;
        }
        return null;
    }

    /** Whether a minidb's record stands here: two lengths, and the key, which the value repeats. */
    private static boolean isRecord(byte[] head) {
        if (head.length < 10) {
            return false;
        }
        ByteBuffer lengths = ByteBuffer.wrap(head).order(ByteOrder.LITTLE_ENDIAN);
        int key = lengths.getInt();
        int value = lengths.getInt();
        return key > 0
                && value > 0
                && key < head.length - 9
                && head[8 + key] == 10
                && text(head, 8, key).chars().allMatch(c -> c >= ' ');
    }

    /** Whether these are two texts: the name and the operation of a node. */
    private static boolean isPair(byte[] content) {
        Fields node = new Fields(content);
        return node.next() == 1 && node.isText() && node.next() == 2 && node.isText();
    }

    /** Whether it begins with the name of an input or an output. */
    private static boolean isOperator(byte[] content) {
        Fields operator = new Fields(content);
        int number = operator.next();
        return (number == 1 || number == 2) && operator.isText();
    }

    /** Whether field 5, the type, is a number: in an operator of Caffe2 it is a message. */
    private static boolean isOldCaffeLayer(byte[] content) {
        Fields layer = new Fields(content);
        for (int number = layer.next(); number > 0; number = layer.next()) {
            if (number == 5) {
                return layer.isNumber();
            }
        }
        return false;
    }

    private static boolean begins(byte[] head, String latin1) {
        return latin1.equals(text(head, 0, latin1.length()));
    }

    private static String text(byte[] head, int from, int length) {
        return from + length > head.length
                ? ""
                : new String(head, from, length, StandardCharsets.ISO_8859_1);
    }

    /** The top fields of a protobuf message, of which only the beginning may be there. */
    private static final class Fields {
        private final byte[] bytes;
        private int at;
        private int wire;
        private byte[] content = {};

        Fields(byte[] bytes) {
            this.bytes = bytes;
        }

        /** Reads the next field and returns its number; 0 at the end, or where there is none. */
        int next() {
            long tag = varint();
            wire = (int) (tag & 7);
            content = new byte[0];
            switch (wire) {
                case 0 -> varint();
                case 1 -> at += 8;
                case 2 -> {
                    long length = varint();
                    int from = Math.min(at, bytes.length);
                    int to = (int) Math.min(bytes.length, from + Math.max(0, length));
                    content = Arrays.copyOfRange(bytes, from, to);
                    at = (int) Math.min(Integer.MAX_VALUE / 2, at + Math.max(0, length));
                }
                case 5 -> at += 4;
                default -> {
                    return 0;
                }
            }
            return tag <= 0 || tag > Integer.MAX_VALUE ? 0 : (int) (tag >> 3);
        }

        private long varint() {
            long value = 0;
            for (int shift = 0; shift < 64 && at < bytes.length; shift += 7) {
                byte b = bytes[at++];
                value |= (long) (b & 127) << shift;
                if (b >= 0) {
                    return value;
                }
            }
            return -1; // beyond what is there
        }

        boolean isNumber() {
            return wire == 0;
        }

        byte[] content() {
            return content;
        }

        String text() {
            return new String(content, StandardCharsets.UTF_8);
        }

        boolean isText() {
            return wire == 2
                    && content.length > 0
                    && text().chars().allMatch(c -> c >= ' ' && c != 0xfffd);
        }
    }
}
