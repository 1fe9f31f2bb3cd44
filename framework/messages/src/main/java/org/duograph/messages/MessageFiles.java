package org.duograph.messages;

import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.Message;
import com.google.protobuf.TextFormat;
import com.google.protobuf.UnknownFieldSet;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Files that hold one protobuf message (a {@code NetDef}, a {@code GraphDef}, {@code TensorProtos},
 * ...), in binary or as text.
 *
 * <p>Reading finds out which of the two it is from the first bytes, not from the name. Writing goes
 * by the name: {@code .pbtxt}, {@code .prototxt} and {@code .txt} are text, all others binary.
 * Fields that our messages don't know survive from binary to binary; text shows them as comments.
 */
public final class MessageFiles {
    private static final int SNIFFED = 4096;

    private MessageFiles() {}

    /**
     * Reads a message of the type of {@code prototype}.
     *
     * @throws FileFormatException if the file holds anything else; other IOExceptions as they come
     */
    public static <M extends Message> M read(Path file, M prototype) throws IOException {
        return read(file, prototype, null);
    }

    /**
     * Reads a message of the type of {@code prototype}. Of a text, fields that only newer programs
     * know are left out; a binary file keeps them.
     *
     * @param notes is told what was left out; null if such fields are an error
     */
    public static <M extends Message> M read(Path file, M prototype, Consumer<String> notes)
            throws IOException {
        String name = file.toString();
        long length;
        try {
            length = Files.size(file);
        } catch (NoSuchFileException e) {
            throw new NoSuchFileException(name, null, "there is no such file");
        }
        if (Files.isDirectory(file)) {
            String what =
                    Files.exists(file.resolve("saved_model.pb"))
                            ? " is a TensorFlow SavedModel. " + FileKind.SAVED_MODEL.advice()
                            : " is a folder; name the " + typeName(prototype) + " file in it";
            throw new FileFormatException(name + what);
        }
        if (length == 0) {
            throw new FileFormatException(
                    name + " is empty; a " + typeName(prototype) + " was expected");
        }
        try (InputStream in = new BufferedInputStream(Files.newInputStream(file), 1 << 16)) {
            in.mark(SNIFFED);
            byte[] head = in.readNBytes(SNIFFED);
            in.reset();
            if (TextMessages.looksLikeText(head, name)) {
                String text = TextEncoding.decode(in.readAllBytes(), name);
                return TextMessages.parse(text, name, prototype, notes);
            }
            refuseOthers(head, name, prototype);
            return BinaryMessages.parse(in, length, name, prototype);
        }
    }

    private static void refuseOthers(byte[] head, String name, Message prototype)
            throws FileFormatException {
        String wanted = typeName(prototype);
        Optional<FileKind> kind = FileKind.of(head).or(() -> FileKind.ofMessage(head, wanted));
        if (kind.isPresent()) {
            throw new FileFormatException(
                    "%s is %s, not a %s. %s"
                            .formatted(name, kind.get().what(), wanted, kind.get().advice()));
        }
    }

    /** Parses a message from memory, binary or text; {@code source} names it in errors. */
    public static <M extends Message> M parse(byte[] bytes, String source, M prototype)
            throws FileFormatException {
        if (TextMessages.looksLikeText(bytes, source)) {
            return parseText(TextEncoding.decode(bytes, source), source, prototype);
        }
        return parseBinary(bytes, source, prototype);
    }

    /** Parses a message from its binary form; {@code source} names it in errors. */
    public static <M extends Message> M parseBinary(byte[] bytes, String source, M prototype)
            throws FileFormatException {
        return BinaryMessages.parse(bytes, source, prototype);
    }

    /** Parses a message from text; {@code source} names it in errors. */
    public static <M extends Message> M parseText(String text, String source, M prototype)
            throws FileFormatException {
        return TextMessages.parse(text, source, prototype, null);
    }

    /** Writes a message, as text or binary by the file's name; the file is replaced atomically. */
    public static void write(Path file, Message message) throws IOException {
        String name = file.getFileName().toString();
        if (List.of(".pbtxt", ".prototxt", ".txt").stream().anyMatch(name::endsWith)) {
            writeText(file, message);
        } else {
            writeBinary(file, message);
        }
    }

    /**
     * Writes a message in binary; what its maps hold by their keys, so the same bytes every time.
     */
    public static void writeBinary(Path file, Message message) throws IOException {
        try (AtomicFile to = AtomicFile.open(file)) {
            CodedOutputStream out = CodedOutputStream.newInstance(to.out());
            out.useDeterministicSerialization();
            message.writeTo(out);
            out.flush();
            to.commit();
        }
    }

    /** Writes a message as text. */
    public static void writeText(Path file, Message message) throws IOException {
        try (AtomicFile to = AtomicFile.open(file)) {
            Writer out = new OutputStreamWriter(to.out(), StandardCharsets.UTF_8);
            TextMessages.print(message, out);
            out.flush();
            to.commit();
        }
    }

    /** The text of a message, as {@link #writeText} writes it. */
    public static String toText(Message message) {
        StringBuilder text = new StringBuilder();
        try {
            TextMessages.print(message, text);
        } catch (IOException e) {
            throw new AssertionError("a StringBuilder does not fail", e);
        }
        return text.toString();
    }

    /** A message as text in one line, without fields that our messages don't know. */
    public static String toLine(Message message) {
        return TextFormat.printer()
                .emittingSingleLine(true)
                .printToString(TextMessages.withoutUnknownFields(message));
    }

    /** Whether nothing in the message is a field of its type, though there is something. */
    static boolean isForeign(Message message) {
        UnknownFieldSet unknown = message.getUnknownFields();
        return message.getAllFields().isEmpty() && !unknown.asMap().isEmpty();
    }

    /**
     * The name of a message's type without its package, for messages to the user: {@code NetDef}.
     */
    static String typeName(Message prototype) {
        return prototype.getDescriptorForType().getName();
    }
}
