package org.duograph.serving.json;

import java.lang.reflect.Array;
import java.util.Base64;
import org.duograph.serving.Refusal;
import org.duograph.serving.json.JsonReader.Kind;
import org.duograph.session.op.DataTypes;
import org.duograph.tensor.ArrayType;
import org.duograph.tensor.DType;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;
import org.duograph.tensor.TextBytes;

/**
 * The elements of an array while they are read, one after the other. What JSON may stand for which
 * element is TensorFlow Serving's rule: a float takes any number that it can hold, a whole number
 * no decimal point, a truth value {@code true} or {@code false}, a text a text or {@code {"b64":
 * ...}}.
 */
public final class Elements {
    private static final int FIRST = 64;
    private static final int MOST_OF_A_VALUE = 1000; // characters of it in a message

    private final DType dtype;
    private Object data;
    private int room;
    private int size;

    /**
     * No elements yet.
     *
     * @param expected how many there will be, if that can be guessed; else 0
     */
    public Elements(DType dtype, int expected) {
        this.dtype = dtype;
        this.room = Math.max(FIRST, expected);
        this.data = Array.newInstance(dtype.arrayClass().getComponentType(), room);
    }

    /** How many there are. */
    public int size() {
        return size;
    }

    /** All of them as an array. */
    public NDArray array(Shape shape) {
        Object all = data;
        if (room != size) {
            all = Array.newInstance(dtype.arrayClass().getComponentType(), size);
            System.arraycopy(data, 0, all, 0, size);
        }
        return NDArray.wrap(new ArrayType(dtype, shape), all);
    }

    private void makeRoom() {
        if (size == room) {
            room = Math.multiplyExact(room, 2);
            Object more = Array.newInstance(dtype.arrayClass().getComponentType(), room);
            System.arraycopy(data, 0, more, 0, size);
            data = more;
        }
    }

    /**
     * Takes the reader's next value, no list, as the next element.
     *
     * @throws Refusal if it is none of this type
     */
    public void take(JsonReader from, Kind kind) {
        makeRoom();
        switch (dtype) {
            case FLOAT32, FLOAT64, FLOAT16, BFLOAT16 -> takeReal(from, kind);
            case BOOL -> takeFlag(from, kind);
            case STRING -> takeText(from, kind);
            default -> takeWhole(from, kind);
        }
        size++;
    }

    private void takeReal(JsonReader from, Kind kind) {
        int at = from.offset();
        if (kind != Kind.NUMBER) {
            throw typeError(from, kind, at);
        }
        double value = from.number();
        if (dtype == DType.FLOAT32) {
            requireHeld(from, value, Float.MAX_VALUE, 1 << 24, "float", at);
            ((float[]) data)[size] = (float) value;
        } else if (dtype == DType.FLOAT64) {
            requireHeld(from, value, Double.MAX_VALUE, 1L << 53, "double", at);
            ((double[]) data)[size] = value;
        } else {
            dtype.setReal(data, size, value);
        }
    }

    /** Whole numbers must be held exactly, others must not be too large. */
    private static void requireHeld(
            JsonReader from, double value, double most, long mostWhole, String target, int at) {
        boolean infinite = Double.isInfinite(value) || Double.isNaN(value);
        boolean held =
                infinite
                        || (from.wasWhole()
                                ? Math.abs(value) <= mostWhole - 1
                                : Math.abs(value) <= most);
        if (!held) {
            throw Refusal.invalid(
                    "Cannot convert JSON value: "
                            + value(from, at)
                            + " to "
                            + target
                            + " without loss of precision.");
        }
    }

    private void takeWhole(JsonReader from, Kind kind) {
        int at = from.offset();
        if (kind != Kind.NUMBER) {
            throw typeError(from, kind, at);
        }
        from.number();
        long value = from.whole();
        boolean fits =
                from.wasWhole()
                        && (dtype == DType.INT64
                                ? !from.wasAboveLong()
                                : !from.wasAboveLong() && dtype.wrapped(value) == value);
        if (!fits) {
            throw typeError(from, kind, at);
        }
        dtype.setWhole(data, size, value);
    }

    private void takeFlag(JsonReader from, Kind kind) {
        if (kind != Kind.TRUE && kind != Kind.FALSE) {
            throw typeError(from, kind, from.offset());
        }
        ((byte[]) data)[size] = (byte) (from.literal() ? 1 : 0);
    }

    private void takeText(JsonReader from, Kind kind) {
        if (kind == Kind.OBJECT) {
            ((String[]) data)[size] = TextBytes.text(base64(from));
        } else if (kind == Kind.STRING) {
            ((String[]) data)[size] = from.string();
        } else {
            throw typeError(from, kind, from.offset());
        }
    }

    private Refusal typeError(JsonReader from, Kind kind, int at) {
        return Refusal.invalid(
                "JSON Value: "
                        + value(from, at)
                        + " Type: "
                        + kind.word()
                        + " is not of expected type: "
                        + DataTypes.name(dtype));
    }

    /** Whether the next value is {@code {"b64": "..."}}; it is not taken. */
    public static boolean isBase64(JsonReader from) {
        JsonReader ahead = new JsonReader(from.text(), from.offset());
        if (ahead.kind() != Kind.OBJECT || !ahead.beginObject()) {
            return false;
        }
        boolean named = ahead.name().equals("b64") && ahead.kind() == Kind.STRING;
        if (!named) {
            return false;
        }
        ahead.skip();
        return !ahead.nextMember();
    }

    /**
     * Takes {@code {"b64": "..."}} and gives the bytes.
     *
     * @throws Refusal if it is another object, or not base64
     */
    public static byte[] base64(JsonReader from) {
        int at = from.offset();
        if (!isBase64(from)) {
            throw Refusal.invalid(
                    "JSON Value: " + value(from, at) + " not formatted correctly for base64 data");
        }
        from.beginObject();
        from.name();
        String text = from.string();
        from.nextMember();
        try {
            return Base64.getDecoder().decode(text);
        } catch (IllegalArgumentException e) {
            throw Refusal.invalid("Unable to base64 decode");
        }
    }

    /** The value at an offset as messages show it: cut where it is long. */
    public static String value(JsonReader from, int at) {
        String all = new JsonWriter().copy(new JsonReader(from.text(), at)).toString();
        return all.length() <= MOST_OF_A_VALUE ? all : all.substring(0, MOST_OF_A_VALUE) + "...";
    }
}
