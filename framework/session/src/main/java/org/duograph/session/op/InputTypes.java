package org.duograph.session.op;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.duograph.session.proto.AttrValue;
import org.duograph.session.proto.DataType;
import org.duograph.tensor.DType;

/** What the inputs of an operation say of its attributes: types, and how many there are. */
final class InputTypes {
    private final Operator operator;
    private final Map<String, AttrValue> attrs;

    /**
     * Looks at an operation.
     *
     * @param attrs the attributes that were given; those that the inputs say are added
     */
    InputTypes(Operator operator, Map<String, AttrValue> attrs) {
        this.operator = operator;
        this.attrs = attrs;
    }

    /** Adds the attributes that the inputs say, and checks the inputs against all. */
    void settle(List<DType> inputs) {
        List<Arg> args = operator.inputs();
        int at = 0;
        for (int i = 0; i < args.size(); i++) {
            Arg arg = args.get(i);
            int count = count(arg, inputs.size() - at, args.size() - i - 1);
            if (at + count > inputs.size()) {
                throw wrongNumber(inputs.size());
            }
            List<DType> mine = inputs.subList(at, at + count);
            if (isTypeList(arg)) {
                attrs.putIfAbsent(arg.typeAttr(), Attributes.message(AttrDef.Kind.TYPES, mine));
            } else {
                for (int k = 0; k < count; k++) {
                    settleOne(arg, at + k, mine.get(k));
                }
            }
            at += count;
        }
        if (at != inputs.size()) {
            throw wrongNumber(inputs.size());
        }
    }

    /**
     * How many tensors an argument is, where {@code left} tensors and {@code more} arguments are.
     */
    private int count(Arg arg, int left, int more) {
        if (isTypeList(arg) && !attrs.containsKey(arg.typeAttr())) {
            return left - more;
        }
        if (isTypeList(arg)) {
            return attrs.get(arg.typeAttr()).getList().getTypeCount();
        }
        if (arg.countAttr().isEmpty()) {
            return 1;
        }
        int alike = (int) operator.inputs().stream().filter(a -> sharesCount(a, arg)).count();
        int lists = Math.max(0, left - (more - (alike - 1))) / alike;
        attrs.putIfAbsent(arg.countAttr(), Attributes.message(AttrDef.Kind.INT, lists));
        return Math.toIntExact(attrs.get(arg.countAttr()).getI());
    }

    private static boolean sharesCount(Arg a, Arg b) {
        return a.countAttr().equals(b.countAttr());
    }

    private boolean isTypeList(Arg arg) {
        AttrDef def = operator.attrs().get(arg.typeAttr());
        return def != null && def.kind() == AttrDef.Kind.TYPES;
    }

    private void settleOne(Arg arg, int i, DType found) {
        if (arg.isResource() && arg.isReference()) {
            if (operator.attrs().containsKey("dtype")) { // what it holds
                attrs.putIfAbsent("dtype", Attributes.message(AttrDef.Kind.TYPE, found));
            }
            return;
        }
        DType expected = arg.isResource() ? DataTypes.HANDLE : arg.dtype();
        if (expected == null) {
            attrs.putIfAbsent(arg.typeAttr(), Attributes.message(AttrDef.Kind.TYPE, found));
            expected = DataTypes.dtype(attrs.get(arg.typeAttr()).getType());
        }
        if (found != expected) {
            throw new IllegalArgumentException(
                    "Input %d (%s) was passed %s incompatible with expected %s; convert it with cast"
                            .formatted(
                                    i,
                                    arg.name(),
                                    DataTypes.name(found),
                                    DataTypes.name(expected)));
        }
    }

    private IllegalArgumentException wrongNumber(int found) {
        return new IllegalArgumentException(
                "%s takes the inputs %s, found %d"
                        .formatted(
                                operator.type(),
                                operator.inputs().stream().map(Arg::name).toList(),
                                found));
    }

    /** The types of all tensors of some arguments. */
    static List<DataType> expand(List<Arg> args, Map<String, AttrValue> attrs) {
        List<DataType> types = new ArrayList<>();
        for (Arg arg : args) {
            AttrValue type = attrs.get(arg.typeAttr());
            if (type != null && type.getValueCase() != AttrValue.ValueCase.TYPE) {
                types.addAll(type.getList().getTypeList());
                continue;
            }
            long count = arg.countAttr().isEmpty() ? 1 : attrs.get(arg.countAttr()).getI();
            for (long i = 0; i < count; i++) {
                types.add(arg.isResource() ? resource(arg, attrs) : one(arg, type));
            }
        }
        return types;
    }

    private static DataType one(Arg arg, AttrValue said) {
        return arg.dtype() != null ? DataTypes.of(arg.dtype()) : said.getType();
    }

    /** A variable counts as what it holds, which the attributes say. */
    private static DataType resource(Arg arg, Map<String, AttrValue> attrs) {
        return arg.isReference() ? attrs.get("dtype").getType() : DataType.DT_RESOURCE;
    }
}
