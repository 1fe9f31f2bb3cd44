package org.duograph.session.op;

import com.google.protobuf.ByteString;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.duograph.session.proto.AttrValue;
import org.duograph.session.proto.DataType;
import org.duograph.session.proto.TensorProto;
import org.duograph.session.proto.TensorShapeProto;
import org.duograph.tensor.DType;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;

/** An operation's attributes, those with defaults too; never changed. */
public final class Attributes {
    private final Map<String, AttrValue> values;

    /** Attributes that fit an operator: see {@link Operator#check}. */
    Attributes(Map<String, AttrValue> values) {
        this.values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
    }

    /** Their messages by name. */
    public Map<String, AttrValue> messages() {
        return values;
    }

    /** Whether there is one of that name. */
    public boolean has(String name) {
        return values.containsKey(name);
    }

    /** A whole number. */
    public long integer(String name) {
        return values.get(name).getI();
    }

    /** A number. */
    public float real(String name) {
        return values.get(name).getF();
    }

    /** A truth value. */
    public boolean flag(String name) {
        return values.get(name).getB();
    }

    /** A text. */
    public String text(String name) {
        return values.get(name).getS().toStringUtf8();
    }

    /** An element type. */
    public DType dtype(String name) {
        return DataTypes.dtype(values.get(name).getType());
    }

    /** The name of a function. */
    public String function(String name) {
        return values.get(name).getFunc().getName();
    }

    /** The names of all functions that are attributes. */
    public List<String> functions() {
        return values.values().stream()
                .filter(AttrValue::hasFunc)
                .map(value -> value.getFunc().getName())
                .toList();
    }

    /** Element types. */
    public List<DType> dtypes(String name) {
        return values.get(name).getList().getTypeList().stream().map(DataTypes::dtype).toList();
    }

    /** Whole numbers. */
    public List<Long> integers(String name) {
        return values.get(name).getList().getIList();
    }

    /** Texts. */
    public List<String> texts(String name) {
        return values.get(name).getList().getSList().stream()
                .map(ByteString::toStringUtf8)
                .toList();
    }

    /** A shape that may be open. */
    public StaticShape shape(String name) {
        return StaticShape.of(values.get(name).getShape());
    }

    /** An array. */
    public NDArray array(String name) {
        return Tensors.array(values.get(name).getTensor());
    }

    /**
     * The message of a value that a Java program gives: a number, truth value, text (a function's
     * name too), element type, shape or array, or a list or {@code int[]} of them.
     *
     * @throws IllegalArgumentException if no attribute holds such a value
     */
    public static AttrValue message(AttrDef.Kind kind, Object value) {
        if (value instanceof AttrValue message) {
            return message;
        }
        AttrValue.Builder message = AttrValue.newBuilder();
        switch (kind) {
            case INTS, FLOATS, STRINGS, TYPES, SHAPES -> {
                List<?> items = value instanceof int[] ints ? asList(ints) : listOf(kind, value);
                AttrValue.ListValue.Builder list = message.getListBuilder();
                items.forEach(item -> addTo(list, kind, item));
            }
            default -> setOne(message, kind, value);
        }
        return message.build();
    }

    private static List<?> listOf(AttrDef.Kind kind, Object value) {
        if (value instanceof List<?> list) {
            return list;
        }
        throw refused(kind, value);
    }

    private static List<Integer> asList(int[] numbers) {
        return Arrays.stream(numbers).boxed().toList();
    }

    private static void addTo(AttrValue.ListValue.Builder list, AttrDef.Kind kind, Object item) {
        AttrDef.Kind one =
                switch (kind) {
                    case INTS -> AttrDef.Kind.INT;
                    case FLOATS -> AttrDef.Kind.FLOAT;
                    case STRINGS -> AttrDef.Kind.STRING;
                    case TYPES -> AttrDef.Kind.TYPE;
                    default -> AttrDef.Kind.SHAPE;
                };
        AttrValue value = message(one, item);
        switch (one) {
            case INT -> list.addI(value.getI());
            case FLOAT -> list.addF(value.getF());
            case STRING -> list.addS(value.getS());
            case TYPE -> list.addType(value.getType());
            default -> list.addShape(value.getShape());
        }
    }

    private static void setOne(AttrValue.Builder message, AttrDef.Kind kind, Object value) {
        if (kind == AttrDef.Kind.INT && value instanceof Number n) {
            message.setI(n.longValue());
        } else if (kind == AttrDef.Kind.FLOAT && value instanceof Number n) {
            message.setF(n.floatValue());
        } else if (kind == AttrDef.Kind.BOOL && value instanceof Boolean b) {
            message.setB(b);
        } else if (kind == AttrDef.Kind.STRING && value instanceof String s) {
            message.setS(ByteString.copyFromUtf8(s));
        } else if (kind == AttrDef.Kind.FUNC && value instanceof String s) {
            message.getFuncBuilder().setName(s);
        } else if (kind == AttrDef.Kind.TYPE && value instanceof DType dtype) {
            message.setType(DataTypes.of(dtype));
        } else if (kind == AttrDef.Kind.TYPE && value instanceof DataType type) {
            message.setType(type);
        } else if (kind == AttrDef.Kind.SHAPE && value instanceof StaticShape shape) {
            message.setShape(shape.message());
        } else if (kind == AttrDef.Kind.SHAPE && value instanceof Shape shape) {
            message.setShape(Tensors.message(shape));
        } else if (kind == AttrDef.Kind.SHAPE && value instanceof TensorShapeProto shape) {
            message.setShape(shape);
        } else if (kind == AttrDef.Kind.TENSOR && value instanceof NDArray array) {
            message.setTensor(Tensors.message(array));
        } else if (kind == AttrDef.Kind.TENSOR && value instanceof TensorProto tensor) {
            message.setTensor(tensor);
        } else {
            throw refused(kind, value);
        }
    }

    private static IllegalArgumentException refused(AttrDef.Kind kind, Object value) {
        return new IllegalArgumentException(
                "A %s was asked for, found %s".formatted(kind.word(), value));
    }
}
