package org.duograph.messages;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.UninitializedMessageException;
import java.io.IOException;
import java.io.InputStream;

/** Messages in protobuf's binary form, read with errors that say where and what. */
final class BinaryMessages {
    /** As deep as protobuf nests by default; nets inside operators need a dozen levels. */
    private static final int DEPTH = 100;

    private BinaryMessages() {}

    static <M extends Message> M parse(byte[] bytes, String source, M prototype)
            throws FileFormatException {
        try {
            return parse(CodedInputStream.newInstance(bytes), bytes.length, source, prototype);
        } catch (FileFormatException e) {
            throw e;
        } catch (IOException e) {
            throw new FileFormatException(source + ": " + e.getMessage(), e);
        }
    }

    static <M extends Message> M parse(InputStream in, long length, String source, M prototype)
            throws IOException {
        if (length > Integer.MAX_VALUE) {
            throw new FileFormatException(
                    "%s has %,d bytes, but a protobuf message ends at 2 GiB; keep large weights in"
                                    .formatted(source, length)
                            + " another file: a minidb, a checkpoint");
        }
        return parse(CodedInputStream.newInstance(in, 1 << 16), length, source, prototype);
    }

    private static <M extends Message> M parse(
            CodedInputStream in, long length, String source, M prototype) throws IOException {
        in.setSizeLimit(Integer.MAX_VALUE);
        in.setRecursionLimit(DEPTH);
        String type = MessageFiles.typeName(prototype);
        try {
            Message.Builder builder = prototype.newBuilderForType();
            builder.mergeFrom(in);
            in.checkLastTagWas(0);
            Message message = builder.build();
            if (MessageFiles.isForeign(message)) {
                throw new FileFormatException(
                        "%s holds no field of a %s; is it another kind of file?"
                                .formatted(source, type));
            }
            @SuppressWarnings("unchecked") // the builder came from the prototype
            M typed = (M) message;
            return typed;
        } catch (InvalidProtocolBufferException e) {
            throw new FileFormatException(
                    "%s is not a readable %s: at byte %,d of %,d: %s. %s"
                            .formatted(
                                    source,
                                    type,
                                    Math.min(in.getTotalBytesRead(), length),
                                    length,
                                    reason(e),
                                    "Fetch or write the file again, or check that it is of this"
                                            + " kind"),
                    e);
        } catch (UninitializedMessageException e) {
            throw new FileFormatException(
                    "%s is not a whole %s: it lacks %s"
                            .formatted(source, type, String.join(", ", e.getMissingFields())),
                    e);
        }
    }

    /** Protobuf's reason, shortened to what a user can use. */
    private static String reason(InvalidProtocolBufferException e) {
        String message = String.valueOf(e.getMessage());
        if (message.contains("ended unexpectedly") || message.contains("too large")) {
            return "a field reaches beyond the end; the file is cut or damaged";
        } else if (message.contains("nested") || message.contains("recursion")) {
            return "messages are nested more than " + DEPTH + " deep";
        } else if (message.contains("negative size")) {
            return "a field has a negative length";
        }
        return "an invalid tag or number";
    }
}
