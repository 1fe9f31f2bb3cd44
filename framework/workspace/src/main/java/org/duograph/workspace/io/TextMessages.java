package org.duograph.workspace.io;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor.JavaType;
import com.google.protobuf.Message;
import com.google.protobuf.TextFormat;
import com.google.protobuf.UninitializedMessageException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.duograph.graph.Suggestion;

/** Messages in protobuf's text form, read with errors that name line, column and the near name. */
final class TextMessages {
    private static final Pattern FIRST_WORD =
            Pattern.compile("\\A(?:\\s++|#[^\\n]*+(?:\\n|\\z))*+(?:\\z|[A-Za-z_]\\w*+\\s*+[:{<])");
    private static final Pattern NO_SUCH_FIELD =
            Pattern.compile(
                    "unknown fields and/or extensions:\\s+\\d+:\\d+:\\s+([\\w.]+)\\.(\\w+)");

    private static final TextFormat.Parser PARSER = TextFormat.Parser.newBuilder().build();

    private TextMessages() {}

    /**
     * Whether a file that starts with these bytes is text: nothing but printable characters, the
     * first word a field's name.
     *
     * @throws FileFormatException if it is a text of another kind that is often found by mistake
     */
    static boolean looksLikeText(byte[] head, String source) throws FileFormatException {
        int length = Math.min(head.length, 4096);
        for (int i = 0; i < length; i++) {
            boolean control = head[i] >= 0 && head[i] < ' ' && !isSpace(head[i]);
            if (control || head[i] == 0x7f) {
                return false;
            }
        }
        String text = new String(head, 0, length, StandardCharsets.UTF_8);
        if (text.startsWith("version https://git-lfs")) {
            throw new FileFormatException(
                    source + " is only a Git LFS pointer; fetch the file itself with git lfs pull");
        } else if (text.stripLeading().startsWith("<")) {
            throw new FileFormatException(
                    source + " is a web page or XML, not a protobuf file; download it again");
        }
        return length > 0 && FIRST_WORD.matcher(text).find();
    }

    private static boolean isSpace(byte b) {
        return b == '\n' || b == '\r' || b == '\t' || b == '\f';
    }

    static <M extends Message> M parse(String text, String source, M prototype)
            throws FileFormatException {
        Message.Builder builder = prototype.newBuilderForType();
        try {
            PARSER.merge(text, builder);
            @SuppressWarnings("unchecked") // the builder came from the prototype
            M message = (M) builder.build();
            return message;
        } catch (TextFormat.ParseException e) {
            throw new FileFormatException(
                    "%s, line %d, column %d: %s"
                            .formatted(source, e.getLine(), e.getColumn(), reason(e, prototype)),
                    e);
        } catch (UninitializedMessageException e) {
            throw new FileFormatException(
                    "%s is not a whole %s: it lacks %s"
                            .formatted(
                                    source,
                                    NetFiles.typeName(prototype),
                                    String.join(", ", e.getMissingFields())),
                    e);
        }
    }

    private static String reason(TextFormat.ParseException e, Message prototype) {
        String message = e.getMessage().replaceFirst("\\A\\d+:\\d+: ", "");
        Matcher m = NO_SUCH_FIELD.matcher(message);
        if (!m.find()) {
            return message;
        }
        String word = m.group(2);
        String plain = m.group(1).replaceFirst(".*\\.", "") + " has no field \"" + word + "\"";
        Optional<Descriptor> type = find(m.group(1), prototype);
        if (type.isEmpty()) {
            return plain;
        }
        List<String> fields =
                type.get().getFields().stream().map(FieldDescriptor::getName).toList();
        String phrase =
                word.equals("device_id")
                        ? "; it is called \"cuda_gpu_id\" here"
                        : Suggestion.among(word, fields);
        return plain + (phrase.isEmpty() ? "; it has " + String.join(", ", fields) : phrase);
    }

    private static Optional<Descriptor> find(String fullName, Message prototype) {
        return prototype.getDescriptorForType().getFile().getMessageTypes().stream()
                .flatMap(t -> Stream.concat(Stream.of(t), t.getNestedTypes().stream()))
                .filter(t -> t.getFullName().equals(fullName))
                .findFirst();
    }

    static void print(Message message, Appendable out) throws IOException {
        Message known = message;
        if (hasUnknownFields(message)) {
            out.append("# Left out: fields that are known only to newer programs. The binary");
            out.append(" file keeps them.\n");
            known = withoutUnknownFields(message);
        }
        TextFormat.printer().print(known, out);
    }

    /** Whether an unknown field stands in the message or in one inside it. */
    private static boolean hasUnknownFields(Message message) {
        return !message.getUnknownFields().asMap().isEmpty()
                || message.getAllFields().entrySet().stream()
                        .filter(f -> f.getKey().getJavaType() == JavaType.MESSAGE)
                        .flatMap(f -> values(f.getValue()).stream())
                        .anyMatch(v -> hasUnknownFields((Message) v));
    }

    private static Message withoutUnknownFields(Message message) {
        Message.Builder copy = message.newBuilderForType();
        message.getAllFields()
                .forEach(
                        (field, value) -> {
                            if (field.getJavaType() != JavaType.MESSAGE) {
                                copy.setField(field, value);
                            } else if (field.isRepeated()) {
                                values(value)
                                        .forEach(
                                                v ->
                                                        copy.addRepeatedField(
                                                                field,
                                                                withoutUnknownFields((Message) v)));
                            } else {
                                copy.setField(field, withoutUnknownFields((Message) value));
                            }
                        });
        return copy.buildPartial();
    }

    private static List<?> values(Object value) {
        return value instanceof List<?> list ? list : List.of(value);
    }
}
