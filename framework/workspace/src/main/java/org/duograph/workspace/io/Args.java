package org.duograph.workspace.io;

import com.google.protobuf.ByteString;
import com.google.protobuf.TextFormat;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.duograph.workspace.proto.Argument;
import org.duograph.workspace.proto.NetDef;
import org.duograph.workspace.proto.OperatorDef;

/**
 * The arguments of an operator or a net, read by name and type.
 *
 * <p>The verbs are called like the fields of Caffe2's {@code Argument}: {@code i}, {@code f},
 * {@code s}, {@code ints}, ... Each takes the value to use when the argument is absent, and each
 * throws IllegalArgumentException, naming the operator, when the argument has another type. An
 * integer is taken where a float is asked for, and a single value where a list is.
 */
public final class Args {
    private final String owner;
    private final Map<String, Argument> byName = new LinkedHashMap<>();

    private Args(String owner, List<Argument> arguments) {
        this.owner = owner;
        for (Argument a : arguments) {
            Argument earlier = byName.put(a.getName(), a);
            if (earlier != null && !earlier.equals(a)) {
                throw new IllegalArgumentException(
                        owner + " has two arguments \"" + a.getName() + "\" with different values");
            }
        }
    }

    /** The arguments of an operator. */
    public static Args of(OperatorDef op) {
        String name = op.getName().isEmpty() ? "" : " \"" + op.getName() + "\"";
        String outputs = String.join(", ", op.getOutputList());
        return new Args("Operator " + op.getType() + name + " -> " + outputs, op.getArgList());
    }

    /** The arguments of a net. */
    public static Args of(NetDef net) {
        return new Args("Net \"" + net.getName() + "\"", net.getArgList());
    }

    /** Whether there is an argument of this name. */
    public boolean has(String name) {
        return byName.containsKey(name);
    }

    /** The names of all arguments, in the order of the message. */
    public Set<String> names() {
        return Collections.unmodifiableSet(byName.keySet());
    }

    /** The message behind {@code name}, or null. */
    public Argument get(String name) {
        return byName.get(name);
    }

    /** An integer that fits 32 bits. */
    public int i(String name, int absent) {
        long value = i(name, (long) absent);
        if (value != (int) value) {
            throw new IllegalArgumentException(
                    owner + ": argument \"" + name + "\" is " + value + ", more than 32 bits hold");
        }
        return (int) value;
    }

    /** An integer. */
    public long i(String name, long absent) {
        Argument a = byName.get(name);
        return a == null ? absent : check(a, a.hasI(), "an integer (i)").getI();
    }

    /** A truth value: an integer that is not 0. */
    public boolean flag(String name, boolean absent) {
        return i(name, absent ? 1L : 0L) != 0;
    }

    /** A number. */
    public float f(String name, float absent) {
        Argument a = byName.get(name);
        if (a == null) {
            return absent;
        }
        return a.hasI() && !a.hasF() ? a.getI() : check(a, a.hasF(), "a number (f)").getF();
    }

    /** A string, read as UTF-8. */
    public String s(String name, String absent) {
        Argument a = byName.get(name);
        return a == null ? absent : check(a, a.hasS(), "a string (s)").getS().toStringUtf8();
    }

    /** A string's bytes. */
    public ByteString bytes(String name, ByteString absent) {
        Argument a = byName.get(name);
        return a == null ? absent : check(a, a.hasS(), "a string (s)").getS();
    }

    /** Integers; none if absent. */
    public long[] ints(String name) {
        Argument a = byName.get(name);
        if (a == null || a.hasI()) {
            return a == null ? new long[0] : new long[] {a.getI()};
        }
        check(a, a.getIntsCount() > 0 || isEmptyList(a), "a list of integers (ints)");
        long[] values = new long[a.getIntsCount()];
        for (int i = 0; i < values.length; i++) {
            values[i] = a.getInts(i);
        }
        return values;
    }

    /** Numbers; none if absent. */
    public float[] floats(String name) {
        Argument a = byName.get(name);
        if (a == null || a.hasF()) {
            return a == null ? new float[0] : new float[] {a.getF()};
        }
        boolean asInts = a.getFloatsCount() == 0 && (a.getIntsCount() > 0 || a.hasI());
        if (asInts) {
            long[] ints = ints(name);
            float[] values = new float[ints.length];
            for (int i = 0; i < values.length; i++) {
                values[i] = ints[i];
            }
            return values;
        }
        check(a, a.getFloatsCount() > 0 || isEmptyList(a), "a list of numbers (floats)");
        float[] values = new float[a.getFloatsCount()];
        for (int i = 0; i < values.length; i++) {
            values[i] = a.getFloats(i);
        }
        return values;
    }

    /** Strings, read as UTF-8; none if absent. */
    public List<String> strings(String name) {
        Argument a = byName.get(name);
        if (a == null || a.hasS()) {
            return a == null ? List.of() : List.of(a.getS().toStringUtf8());
        }
        check(a, a.getStringsCount() > 0 || isEmptyList(a), "a list of strings (strings)");
        return a.getStringsList().stream().map(ByteString::toStringUtf8).toList();
    }

    /** A net inside the operator, or {@code absent}. */
    public NetDef n(String name, NetDef absent) {
        Argument a = byName.get(name);
        return a == null ? absent : check(a, a.hasN(), "a net (n)").getN();
    }

    /**
     * The value of an argument for a reader: {@code 3}, {@code 0.5}, {@code "NCHW"}, {@code [1,
     * 2]}; of a long list, the first eight values and the length.
     */
    public static String text(Argument a) {
        if (a.hasI()) {
            return String.valueOf(a.getI());
        } else if (a.hasF()) {
            return text(a.getF());
        } else if (a.hasS()) {
            return quote(a.getS());
        } else if (a.hasN()) {
            return "net of " + a.getN().getOpCount() + " operators";
        } else if (a.hasT()) {
            return "tensor " + a.getT().getDimsList();
        } else if (a.getNetsCount() > 0) {
            return a.getNetsCount() + " nets";
        } else if (a.getTensorsCount() + a.getQtensorsCount() > 0) {
            return a.getTensorsCount() + a.getQtensorsCount() + " tensors";
        } else if (a.getIntsCount() > 0) {
            return list(a.getIntsList(), String::valueOf);
        } else if (a.getFloatsCount() > 0) {
            return list(a.getFloatsList(), Args::text);
        }
        return list(a.getStringsList(), Args::quote);
    }

    /** Six digits, and always a sign of being no integer. */
    private static String text(float f) {
        if (f == (int) f || !Float.isFinite(f)) {
            return String.valueOf(f);
        }
        return new BigDecimal(f).round(new MathContext(6)).stripTrailingZeros().toString();
    }

    private static <T> String list(List<T> all, Function<T, String> text) {
        String shown = all.stream().limit(8).map(text).collect(Collectors.joining(", "));
        return "[" + shown + (all.size() > 8 ? ", ... " + all.size() + " in all]" : "]");
    }

    private static String quote(ByteString s) {
        if (s.size() > 60 || !s.isValidUtf8()) {
            return s.size() + " bytes";
        }
        return '"' + TextFormat.escapeBytes(s) + '"';
    }

    private Argument check(Argument a, boolean fits, String wanted) {
        if (!fits) {
            String found = text(a);
            throw new IllegalArgumentException(
                    "%s: argument \"%s\" must be %s, but it is %s"
                            .formatted(owner, a.getName(), wanted, found));
        }
        return a;
    }

    /** An argument without any value is how Caffe2 writes an empty list. */
    private static boolean isEmptyList(Argument a) {
        return text(a).equals("[]");
    }
}
