package org.duograph.session.op;

import com.google.protobuf.ByteString;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.duograph.session.proto.AttrValue;
import org.duograph.session.proto.DataType;
import org.duograph.session.proto.TensorShapeProto;

/**
 * An attribute in an operator's signature.
 *
 * @param name its name
 * @param kind what its values are
 * @param defaultValue the value where none is given; null if one must be
 */
public record AttrDef(String name, Kind kind, AttrValue defaultValue) {

    /** What an attribute's values are; the words are TensorFlow's. */
    public enum Kind {
        INT("int", AttrValue.ValueCase.I),
        FLOAT("float", AttrValue.ValueCase.F),
        BOOL("bool", AttrValue.ValueCase.B),
        STRING("string", AttrValue.ValueCase.S),
        TYPE("type", AttrValue.ValueCase.TYPE),
        SHAPE("shape", AttrValue.ValueCase.SHAPE),
        TENSOR("tensor", AttrValue.ValueCase.TENSOR),
        FUNC("func", AttrValue.ValueCase.FUNC),
        INTS("list(int)", AttrValue.ValueCase.LIST),
        FLOATS("list(float)", AttrValue.ValueCase.LIST),
        STRINGS("list(string)", AttrValue.ValueCase.LIST),
        TYPES("list(type)", AttrValue.ValueCase.LIST),
        SHAPES("list(shape)", AttrValue.ValueCase.LIST);

        private final String word;
        private final AttrValue.ValueCase held;

        Kind(String word, AttrValue.ValueCase held) {
            this.word = word;
            this.held = held;
        }

        /** TensorFlow's word for it. */
        public String word() {
            return word;
        }

        /** Whether a message holds such a value; nothing at all is an empty list. */
        boolean accepts(AttrValue value) {
            AttrValue.ValueCase found = value.getValueCase();
            return found == held
                    || held == AttrValue.ValueCase.LIST
                            && found == AttrValue.ValueCase.VALUE_NOT_SET;
        }

        private static Kind of(String word) {
            for (Kind kind : values()) {
                if (kind.word.equals(word)) {
                    return kind;
                }
            }
            throw new IllegalArgumentException("No kind of attribute is called " + word);
        }
    }

    /**
     * Reads a list such as {@code "T:type transpose_a:bool=false strides:list(int)"}; separated by
     * blanks, in lists by commas.
     *
     * @throws IllegalArgumentException if it is written otherwise
     */
    static Map<String, AttrDef> parse(String list) {
        Map<String, AttrDef> defs = new LinkedHashMap<>();
        for (String word : list.trim().split(" +")) {
            if (!word.isEmpty()) {
                AttrDef def = parseOne(word);
                defs.put(def.name, def);
            }
        }
        return defs;
    }

    private static AttrDef parseOne(String word) {
        int colon = word.indexOf(':');
        int equals = word.indexOf('=', colon);
        if (colon < 1) {
            throw new IllegalArgumentException("An attribute is name:kind, found " + word);
        }
        Kind kind = Kind.of(word.substring(colon + 1, equals < 0 ? word.length() : equals));
        AttrValue value = equals < 0 ? null : value(kind, word.substring(equals + 1));
        return new AttrDef(word.substring(0, colon), kind, value);
    }

    private static AttrValue value(Kind kind, String text) {
        AttrValue.Builder value = AttrValue.newBuilder();
        switch (kind) {
            case INT -> value.setI(Long.parseLong(text));
            case FLOAT -> value.setF(Float.parseFloat(text));
            case BOOL -> value.setB(Boolean.parseBoolean(text));
            case STRING -> value.setS(ByteString.copyFromUtf8(text));
            case TYPE -> value.setType(DataType.valueOf("DT_" + text.toUpperCase(Locale.ROOT)));
            case SHAPE -> value.setShape(TensorShapeProto.newBuilder().setUnknownRank(true));
            case INTS -> {
                AttrValue.ListValue.Builder numbers = value.getListBuilder();
                for (String number : text.substring(1, text.length() - 1).split(",")) {
                    if (!number.isEmpty()) {
                        numbers.addI(Long.parseLong(number));
                    }
                }
            }
            case FLOATS, STRINGS, TYPES, SHAPES -> value.getListBuilder();
            case TENSOR, FUNC ->
                    throw new IllegalArgumentException("A " + kind.word + " has no default");
        }
        return value.build();
    }
}
