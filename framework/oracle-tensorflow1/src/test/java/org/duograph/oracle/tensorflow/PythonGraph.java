package org.duograph.oracle.tensorflow;

import com.google.protobuf.ByteString;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import org.duograph.session.op.AttrDef;
import org.duograph.session.op.Attributes;
import org.duograph.session.op.DataTypes;
import org.duograph.session.proto.AttrValue;
import org.duograph.session.proto.DataType;
import org.duograph.session.proto.GraphDef;
import org.duograph.session.proto.NodeDef;
import org.duograph.session.proto.TensorShapeProto;
import org.duograph.session.proto.VersionDef;
import org.duograph.tensor.NDArray;

/**
 * Writes graphs node by node as TensorFlow 1's Python does: {@code while_loop} as frames, {@code
 * cond} as Switches and Merges, and what is used inside comes in by an Enter or a Switch of its
 * own.
 */
final class PythonGraph {
    /** A loop or one branch of a choice that is being written. */
    private abstract class Context {
        final Context outer = current;
        final Map<String, String> inside = new HashMap<>(); // tensors from outside
        String pivot; // what nodes without inputs wait for

        /** What a tensor is called inside. */
        String resolve(String tensor, String reader) {
            if (contexts.get(tensor) == this) {
                return tensor;
            }
            return inside.computeIfAbsent(
                    tensor,
                    t -> {
                        String near = outer == null ? t : outer.resolve(t, reader);
                        String made = bring(near, reader);
                        contexts.put(made, this);
                        return made;
                    });
        }

        abstract String bring(String tensor, String reader);
    }

    private final class Loop extends Context {
        private final String frame;

        Loop(String frame) {
            this.frame = frame;
        }

        @Override
        String bring(String tensor, String reader) {
            return enter(reader + "/Enter", tensor, frame, true);
        }
    }

    private final class Branch extends Context {
        private final String predicate;
        private final int side;

        Branch(String predicate, int side, String pivot) {
            this.predicate = predicate;
            this.side = side;
            this.pivot = pivot;
        }

        @Override
        String bring(String tensor, String reader) {
            String name = choose(reader + "/Switch", tensor, predicate);
            return side == 0 ? name : name + ":1";
        }
    }

    private final GraphDef.Builder message = GraphDef.newBuilder();
    private final Set<String> names = new HashSet<>();
    private final Map<String, DataType> types = new HashMap<>();
    private final Map<String, Context> contexts = new HashMap<>();
    private Context current;
    private String scope = "";

    /** The graph so far. */
    GraphDef message() {
        return message.setVersions(VersionDef.newBuilder().setProducer(134)).build();
    }

    private String unique(String name) {
        String wished = scope + name;
        String free = wished;
        for (int i = 1; !names.add(free); i++) {
            free = wished + "_" + i;
        }
        return free;
    }

    private String raw(String op, String name, List<String> inputs, Map<String, ?> attrs) {
        NodeDef.Builder node = NodeDef.newBuilder().setName(name).setOp(op).addAllInput(inputs);
        attrs.forEach((key, value) -> node.putAttr(key, attr(value)));
        message.addNode(node);
        return name;
    }

    private static AttrValue attr(Object value) {
        if (value instanceof DataType type) {
            return AttrValue.newBuilder().setType(type).build();
        } else if (value instanceof String text) {
            return AttrValue.newBuilder().setS(ByteString.copyFromUtf8(text)).build();
        } else if (value instanceof Boolean truth) {
            return AttrValue.newBuilder().setB(truth).build();
        } else if (value instanceof Integer number) {
            return AttrValue.newBuilder().setI(number).build();
        } else if (value instanceof NDArray array) {
            return Attributes.message(AttrDef.Kind.TENSOR, array);
        } else if (value instanceof TensorShapeProto shape) {
            return AttrValue.newBuilder().setShape(shape).build();
        } else {
            return Attributes.message(AttrDef.Kind.TYPES, value);
        }
    }

    /** Adds a node, which gives outputs of some types, where the open loop or branch is. */
    String op(
            String type,
            String name,
            List<DataType> outputs,
            Map<String, ?> attrs,
            String... inputs) {
        String full = unique(name);
        List<String> all = new ArrayList<>();
        for (String input : inputs) {
            all.add(current == null ? input : current.resolve(input, full));
        }
        if (all.isEmpty() && current != null) {
            all.add("^" + current.pivot);
        }
        raw(type, full, all, attrs);
        for (int i = 0; i < outputs.size(); i++) {
            say(i == 0 ? full : full + ":" + i, outputs.get(i));
        }
        return full;
    }

    /** Adds a node of one output that is of the type of its first input, the attribute T. */
    String op(String type, String name, String... inputs) {
        DataType t = types.get(inputs[0]);
        return op(type, name, List.of(t), Map.of("T", t), inputs);
    }

    /** Adds a node that compares two tensors. */
    String ask(String type, String name, String a, String b) {
        return op(type, name, List.of(DataType.DT_BOOL), Map.of("T", types.get(a)), a, b);
    }

    private void say(String tensor, DataType type) {
        types.put(tensor, type);
        contexts.put(tensor, current);
    }

    /** The type of a tensor. */
    DataType type(String tensor) {
        return types.get(tensor);
    }

    String placeholder(String name, DataType type, int... dims) {
        TensorShapeProto.Builder shape = TensorShapeProto.newBuilder();
        for (int dim : dims) {
            shape.addDimBuilder().setSize(dim);
        }
        return op(
                "Placeholder", name, List.of(type), Map.of("dtype", type, "shape", shape.build()));
    }

    String constant(String name, NDArray array) {
        DataType type = DataTypes.of(array.dtype());
        return op("Const", name, List.of(type), Map.of("dtype", type, "value", array));
    }

    String constant(String name, float number) {
        return constant(name, NDArray.of(org.duograph.tensor.Shape.SCALAR, number));
    }

    String constant(String name, int number) {
        return constant(name, NDArray.of(org.duograph.tensor.Shape.SCALAR, number));
    }

    private String enter(String name, String tensor, String frame, boolean constant) {
        String full = name.startsWith(scope) ? name : scope + name;
        names.add(full);
        DataType type = types.get(tensor);
        Map<String, ?> attrs =
                Map.of(
                        "T", type,
                        "frame_name", frame,
                        "is_constant", constant,
                        "parallel_iterations", 10);
        for (int i = 1; types.containsKey(full); i++) {
            full = name + "_" + i;
        }
        raw("Enter", full, List.of(tensor), attrs);
        types.put(full, type);
        return full;
    }

    private String choose(String name, String tensor, String predicate) {
        String full = name;
        for (int i = 1; types.containsKey(full); i++) {
            full = name + "_" + i;
        }
        DataType type = types.get(tensor);
        raw("Switch", full, List.of(tensor, predicate), Map.of("T", type));
        types.put(full, type);
        types.put(full + ":1", type);
        return full;
    }

    /** {@code tf.while_loop}: what the variables are at the end. */
    List<String> whileLoop(
            String name,
            Function<List<String>, String> goesOn,
            Function<List<String>, List<String>> once,
            List<String> begins) {
        String before = scope;
        String inScope = unique(name) + "/";
        Loop loop = new Loop(inScope + "while_context");
        List<String> merges = new ArrayList<>();
        List<String> near = new ArrayList<>();
        for (String begin : begins) {
            near.add(current == null ? begin : current.resolve(begin, inScope + "Enter"));
        }
        scope = inScope;
        current = loop;
        for (String begin : near) {
            String enter = enter(unique("Enter"), begin, loop.frame, false);
            contexts.put(enter, loop);
            DataType type = types.get(begin);
            String merge = unique("Merge");
            raw("Merge", merge, List.of(enter, enter), Map.of("T", type, "N", 2));
            say(merge, type);
            merges.add(merge);
        }
        loop.pivot = merges.get(0);
        String asked = loop.resolve(goesOn.apply(merges), inScope + "LoopCond");
        String cond = raw("LoopCond", unique("LoopCond"), List.of(asked), Map.of());
        List<String> exits = new ArrayList<>();
        List<String> variables = new ArrayList<>();
        for (String merge : merges) {
            Map<String, ?> t = Map.of("T", types.get(merge));
            String choice = raw("Switch", unique("Switch"), List.of(merge, cond), t);
            String identity = raw("Identity", unique("Identity"), List.of(choice + ":1"), t);
            say(identity, types.get(merge));
            variables.add(identity);
            exits.add(choice);
        }
        loop.pivot = variables.get(0);
        List<String> after = once.apply(variables);
        List<String> ends = new ArrayList<>();
        for (int i = 0; i < merges.size(); i++) {
            Map<String, ?> t = Map.of("T", types.get(merges.get(i)));
            String result = loop.resolve(after.get(i), inScope + "NextIteration");
            String next = raw("NextIteration", unique("NextIteration"), List.of(result), t);
            setSecondInput(merges.get(i), next);
        }
        current = loop.outer;
        for (int i = 0; i < merges.size(); i++) {
            Map<String, ?> t = Map.of("T", types.get(merges.get(i)));
            String exit = raw("Exit", unique("Exit"), List.of(exits.get(i)), t);
            say(exit, types.get(merges.get(i)));
            ends.add(exit);
        }
        scope = before;
        return ends;
    }

    private void setSecondInput(String node, String input) {
        for (NodeDef.Builder n : message.getNodeBuilderList()) {
            if (n.getName().equals(node)) {
                n.setInput(1, input);
            }
        }
    }

    /** {@code tf.cond}: what one of the branches gives. */
    List<String> cond(
            String name,
            String predicate,
            Supplier<List<String>> then,
            Supplier<List<String>> otherwise) {
        String before = scope;
        String inScope = unique(name) + "/";
        String near = current == null ? predicate : current.resolve(predicate, inScope + "Switch");
        scope = inScope;
        Map<String, ?> bool = Map.of("T", DataType.DT_BOOL);
        String choice = raw("Switch", unique("Switch"), List.of(near, near), bool);
        String yes = raw("Identity", unique("switch_t"), List.of(choice + ":1"), bool);
        String no = raw("Identity", unique("switch_f"), List.of(choice), bool);
        String id = raw("Identity", unique("pred_id"), List.of(near), bool);
        say(id, DataType.DT_BOOL);
        List<String> a = branch(new Branch(id, 1, yes), then);
        List<String> b = branch(new Branch(id, 0, no), otherwise);
        List<String> merges = new ArrayList<>();
        for (int i = 0; i < a.size(); i++) {
            DataType type = types.get(a.get(i));
            Map<String, ?> attrs = Map.of("T", type, "N", 2);
            String merge = raw("Merge", unique("Merge"), List.of(b.get(i), a.get(i)), attrs);
            say(merge, type);
            merges.add(merge);
        }
        scope = before;
        return merges;
    }

    private List<String> branch(Branch branch, Supplier<List<String>> built) {
        current = branch;
        List<String> results = new ArrayList<>();
        for (String result : built.get()) {
            results.add(branch.resolve(result, scope + "Merge"));
        }
        current = branch.outer;
        return results;
    }
}
