package org.duograph.messages;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor.JavaType;
import com.google.protobuf.Message;
import com.google.protobuf.TextFormat;
import com.google.protobuf.TextFormat.Parser.SingularOverwritePolicy;
import com.google.protobuf.TextFormatParseInfoTree;
import com.google.protobuf.TextFormatParseLocation;
import com.google.protobuf.UninitializedMessageException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.duograph.graph.Suggestion;

/** Messages in protobuf's text form, read with errors that name line, column and the near name. */
final class TextMessages {
    private static final Pattern FIRST_WORD =
            Pattern.compile("\\A(?:\\s++|#[^\\n]*+(?:\\n|\\z))*+(?:\\z|[A-Za-z_]\\w*+\\s*+[:{<])");
    private static final Pattern UNKNOWN_FIELD =
            Pattern.compile("(\\d+):\\d+:\\s+([\\w.]+)\\.(\\w+)");

    /** What a net of Caffe is made of, in its present and its first form. */
    private static final Set<String> CAFFE_LAYERS = Set.of("layer", "layers");

    /** A field given twice is an error, as in C++ and Python: a merge may have gone wrong. */
    private static final TextFormat.Parser STRICT =
            TextFormat.Parser.newBuilder()
                    .setSingularOverwritePolicy(SingularOverwritePolicy.FORBID_SINGULAR_OVERWRITES)
                    .build();

    private static final TextFormat.Parser TOLERANT =
            TextFormat.Parser.newBuilder()
                    .setSingularOverwritePolicy(SingularOverwritePolicy.FORBID_SINGULAR_OVERWRITES)
                    .setAllowUnknownFields(true)
                    .build();

    /** Held here, so that its level stays: the library would tell of unknown fields as well. */
    private static final Logger LIBRARY = Logger.getLogger(TextFormat.class.getName());

    static {
        LIBRARY.setLevel(Level.OFF);
    }

    private TextMessages() {}

    /**
     * Whether a file that starts with these bytes is text: nothing but printable characters, the
     * first word a field's name.
     *
     * @throws FileFormatException if it is a text of another kind that is often found by mistake
     */
    static boolean looksLikeText(byte[] head, String source) throws FileFormatException {
        TextEncoding.refuseUtf16(head, source);
        int start = TextEncoding.markLength(head);
        int length = Math.min(head.length, 4096);
        for (int i = start; i < length; i++) {
            boolean control = head[i] >= 0 && head[i] < ' ' && !isSpace(head[i]);
            if (control || head[i] == 0x7f) {
                return false;
            }
        }
        String text = new String(head, start, length - start, StandardCharsets.UTF_8);
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

    /**
     * Reads a message.
     *
     * @param notes is told of fields that are left out because only newer programs know them; null
     *     if such fields are an error
     */
    static <M extends Message> M parse(
            String text, String source, M prototype, Consumer<String> notes)
            throws FileFormatException {
        Message.Builder builder = prototype.newBuilderForType();
        try {
            merge(text, source, builder, notes);
            @SuppressWarnings("unchecked") // the builder came from the prototype
            M message = (M) builder.build();
            return message;
        } catch (TextFormat.ParseException e) {
            throw new FileFormatException(
                    "%s, line %d, column %d: %s"
                            .formatted(
                                    source, e.getLine(), e.getColumn(), reason(e, text, prototype)),
                    e);
        } catch (UninitializedMessageException e) {
            throw new FileFormatException(
                    "%s is not a whole %s: it lacks %s"
                            .formatted(
                                    source,
                                    MessageFiles.typeName(prototype),
                                    String.join(", ", e.getMissingFields())),
                    e);
        }
    }

    /**
     * Strictly first; then, if all that is wrong is fields that somebody else has, without them.
     */
    private static void merge(
            String text, String source, Message.Builder builder, Consumer<String> notes)
            throws TextFormat.ParseException {
        try {
            STRICT.merge(text, builder);
        } catch (TextFormat.ParseException e) {
            List<UnknownField> unknown = unknownFields(e);
            boolean foreign =
                    unknown.isEmpty()
                            || unknown.stream().anyMatch(field -> !field.isNewer(builder));
            if (notes == null || foreign) {
                throw e;
            }
            builder.clear();
            TOLERANT.merge(text, builder);
            if (builder.getAllFields().isEmpty()) {
                throw e; // it was all foreign
            }
            String names =
                    unknown.stream()
                            .map(field -> field.name + " (line " + field.line + ")")
                            .collect(Collectors.joining(", "));
            notes.accept(
                    "%s: left out %s, which only other programs know. A binary file keeps it."
                            .formatted(source, names));
        }
    }

    /** A field that our messages do not have, and where it stands. */
    private record UnknownField(int line, String message, String name) {
        /** Whether it can be left out: it is no misspelt field of ours, and no layer of Caffe's. */
        boolean isNewer(Message.Builder builder) {
            Optional<Descriptor> type = find(message, builder.getDefaultInstanceForType());
            return !CAFFE_LAYERS.contains(name)
                    && type.isPresent()
                    && (isOwnLayers() || Suggestion.among(name, names(type.get())).isEmpty());
        }

        /** Whether it tells of a layer that a branch of Caffe has for itself; many are alike. */
        private boolean isOwnLayers() {
            return message.equals("caffe.LayerParameter") && name.endsWith("_param");
        }
    }

    private static List<UnknownField> unknownFields(TextFormat.ParseException e) {
        if (!e.getMessage().contains("unknown fields")) {
            return List.of();
        }
        return UNKNOWN_FIELD
                .matcher(e.getMessage())
                .results()
                .map(m -> new UnknownField(Integer.parseInt(m.group(1)), m.group(2), m.group(3)))
                .toList();
    }

    private static String reason(TextFormat.ParseException e, String text, Message prototype) {
        String message = e.getMessage().replaceFirst("\\A\\d+:\\d+: ", "");
        if (message.contains("cannot be overwritten")) {
            return givenTwice(text, prototype).orElse(message);
        }
        List<UnknownField> unknown = unknownFields(e);
        if (unknown.isEmpty()) {
            return message;
        }
        UnknownField first = unknown.get(0);
        if (CAFFE_LAYERS.contains(first.name)) {
            return "this is a net of Caffe (its layers are called \"%s\"), but a %s was expected. duograph caffe translate makes a NetDef of it"
                    .formatted(first.name, MessageFiles.typeName(prototype));
        }
        String plain =
                first.message.replaceFirst(".*\\.", "") + " has no field \"" + first.name + "\"";
        Optional<Descriptor> type = find(first.message, prototype);
        if (type.isEmpty()) {
            return plain;
        }
        List<String> fields = names(type.get());
        String phrase =
                first.name.equals("device_id") && fields.contains("cuda_gpu_id")
                        ? "; it is called \"cuda_gpu_id\" here"
                        : Suggestion.among(first.name, fields);
        return plain + (phrase.isEmpty() ? "; it has " + String.join(", ", fields) : phrase);
    }

    /** Says of the first field that is given twice, and may be given once, where both stand. */
    private static Optional<String> givenTwice(String text, Message prototype) {
        TextFormatParseInfoTree.Builder places = TextFormatParseInfoTree.builder();
        try {
            TextFormat.Parser.newBuilder()
                    .setParseInfoTreeBuilder(places)
                    .build()
                    .merge(text, prototype.newBuilderForType());
        } catch (TextFormat.ParseException e) {
            return Optional.empty(); // something else is wrong, further down
        }
        return givenTwice(prototype.getDescriptorForType(), places.build());
    }

    private static Optional<String> givenTwice(Descriptor type, TextFormatParseInfoTree places) {
        for (FieldDescriptor field : type.getFields()) {
            List<TextFormatParseLocation> all = places.getLocations(field);
            if (!field.isRepeated() && all.size() > 1) {
                return Optional.of(
                        "%s is given twice, in line %d and in line %d; keep one of them"
                                .formatted(
                                        field.getName(),
                                        all.get(0).getLine() + 1,
                                        all.get(1).getLine() + 1));
            }
            if (field.getJavaType() == JavaType.MESSAGE) {
                for (TextFormatParseInfoTree inside : places.getNestedTrees(field)) {
                    Optional<String> found = givenTwice(field.getMessageType(), inside);
                    if (found.isPresent()) {
                        return found;
                    }
                }
            }
        }
        return Optional.empty();
    }

    private static List<String> names(Descriptor type) {
        return type.getFields().stream().map(FieldDescriptor::getName).toList();
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

    /** A copy without unknown fields, also in the messages inside it. */
    static Message withoutUnknownFields(Message message) {
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
