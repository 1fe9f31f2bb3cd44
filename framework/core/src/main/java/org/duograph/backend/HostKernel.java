package org.duograph.backend;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.duograph.graph.Node;
import org.duograph.graph.Value;
import org.duograph.tensor.DType;

/**
 * A way to run one operator type that is written in Java, over memory that Java reads: plain loops
 * over plain arrays. It serves every backend whose buffers are {@link HostBuffer}s.
 *
 * <pre>
 * HostKernel.ofFloats(
 *         (node, arrays) -&gt; {
 *             FloatBuffer x = arrays.in(0);
 *             FloatBuffer y = arrays.out(0);
 *             int size = node.output(0).shape().intSize();
 *             return () -&gt; {
 *                 for (int i = 0; i &lt; size; i++) {
 *                     y.put(i, x.get(i) * x.get(i));
 *                 }
 *             };
 *         })
 *     .inPlace(0, 0)
 * </pre>
 *
 * <p>Like every kernel it must write all elements of every output that is read, leave its inputs
 * alone, and give the same numbers every time.
 */
public final class HostKernel {
    /** Bytes that a Java loop reads in some ten microseconds. */
    private static final long MUCH_FOR_A_LOOP = 1 << 16;

    private final Predicate<Node> supports;
    private final Loop loop;
    private final List<List<Integer>> overwrites;

    /** The loop itself. */
    @FunctionalInterface
    public interface Loop {
        /**
         * Takes hold of a node's arrays. What it returns runs over them again and again, and
         * allocates nothing.
         */
        Kernel bind(Node node, HostArrays arrays);
    }

    private HostKernel(Predicate<Node> supports, Loop loop, List<List<Integer>> overwrites) {
        this.supports = supports;
        this.loop = loop;
        this.overwrites = overwrites;
    }

    /** A loop for nodes all of whose arrays are float32. */
    public static HostKernel ofFloats(Loop loop) {
        return ofFloats(node -> true, loop);
    }

    /** The same, with a condition of its own. */
    public static HostKernel ofFloats(Predicate<Node> supports, Loop loop) {
        return ofAnyType(node -> allFloat(node) && supports.test(node), loop);
    }

    /** A loop that decides by itself which element types it can work with. */
    public static HostKernel ofAnyType(Predicate<Node> supports, Loop loop) {
        return new HostKernel(supports, loop, List.of());
    }

    /** The same loop, of which output {@code output} may be written over input {@code input}. */
    public HostKernel inPlace(int output, int input) {
        List<List<Integer>> more = new ArrayList<>(overwrites);
        more.add(List.of(output, input));
        return new HostKernel(supports, loop, more);
    }

    /** Whether a Java loop takes long, that is, longer than is worth no word, for so many bytes. */
    public static boolean isSlow(long bytes) {
        return bytes > MUCH_FOR_A_LOOP;
    }

    /** Whether the elements are float32. */
    public static boolean isFloat(Value value) {
        return value.type().dtype() == DType.FLOAT32;
    }

    /** Whether the first output is float32. */
    public static boolean givesFloat(Node node) {
        return isFloat(node.output(0));
    }

    /** Whether all arrays that are there are float32. */
    public static boolean allFloat(Node node) {
        return values(node).allMatch(HostKernel::isFloat);
    }

    /** Whether all arrays that are there have elements. */
    public static boolean noneEmpty(Node node) {
        return values(node).allMatch(v -> v.shape().size() > 0);
    }

    private static Stream<Value> values(Node node) {
        Stream<Value> inputs = node.inputs().stream().filter(v -> !v.isAbsent());
        return Stream.concat(inputs, node.outputs().stream());
    }

    /** The factory by which {@code backend}, whose buffers are {@link HostBuffer}s, runs it. */
    public KernelFactory on(Backend backend) {
        return new KernelFactory() {
            @Override
            public Blueprint prepare(KernelRequest request) {
                return new Loops(request, HostKernel.this, backend);
            }

            @Override
            public boolean supports(Node node) {
                return noneEmpty(node) && supports.test(node);
            }
        };
    }

    /** The blueprint of one node. */
    private record Loops(KernelRequest request, HostKernel kernel, Backend backend)
            implements Blueprint {
        private List<Layout> plain(List<Value> values) {
            return values.stream().map(v -> backend.plain(v.type())).toList();
        }

        @Override
        public List<Layout> inputs() {
            return plain(request.node().inputs());
        }

        @Override
        public List<Layout> outputs() {
            return plain(request.node().outputs());
        }

        @Override
        public boolean mayOverwrite(int output, int input) {
            return kernel.overwrites.contains(List.of(output, input));
        }

        @Override
        public String implementation() {
            return "java";
        }

        @Override
        public boolean isSlow() {
            return HostKernel.isSlow(
                    request.node().inputs().stream().mapToLong(v -> v.type().bytes()).sum());
        }

        @Override
        public Kernel bind(Memory memory, Lane lane) {
            return kernel.loop.bind(request.node(), new HostArrays(request, memory));
        }
    }
}
