package org.duograph.backend.cuda.library;

import static jcuda.driver.JCudaDriver.cuMemcpyDtoDAsync;
import static jcuda.driver.JCudaDriver.cuMemsetD8Async;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.duograph.backend.Blueprint.Memory;
import org.duograph.backend.Kernel;
import org.duograph.backend.KernelRequest;
import org.duograph.backend.Lane;
import org.duograph.backend.Layout;
import org.duograph.backend.Recipe;
import org.duograph.backend.Where;
import org.duograph.graph.Attrs;
import org.duograph.graph.Node;
import org.duograph.graph.Value;
import org.duograph.tensor.ArrayType;
import org.duograph.tensor.Shape;

/**
 * A blueprint while it is drawn: which stages run, what they hand on in scratch memory, and what
 * may be written over what.
 *
 * <p>Arrays stand plain, row by row. The stages run in the order in which they are added, on the
 * GPU's stream; none of them may wait, allocate or read anything back, so that all of them can be
 * recorded as a CUDA graph.
 */
public final class Draft implements AutoCloseable {
    private final CudaDevice device;
    private final CudaOptions options;
    private final Dnn dnn;
    private final KernelRequest request;
    private final List<Recipe.Stage> stages = new ArrayList<>();
    private final List<List<Integer>> overwrites = new ArrayList<>();
    private final Map<Integer, Long> places = new LinkedHashMap<>();
    private final List<Layout> inputs;
    private final List<Layout> outputs;
    private final List<AutoCloseable> owned = new ArrayList<>();
    private long scratchBytes;
    private String implementation;
    private boolean finished;

    /**
     * Begins to draw.
     *
     * @param dnn for questions to cuDNN, such as which algorithms there are
     */
    public Draft(CudaDevice device, CudaOptions options, Dnn dnn, KernelRequest request) {
        this.device = device;
        this.options = options;
        this.dnn = dnn;
        this.request = request;
        inputs = plain(request.node().inputs());
        outputs = plain(request.node().outputs());
    }

    // What is asked for.

    /** What was asked of the backend: precision, whether results must be the same every time. */
    public CudaOptions options() {
        return options;
    }

    /** cuDNN, for questions; nothing may run on it. */
    public Dnn dnn() {
        return dnn;
    }

    /** The node. */
    public Node node() {
        return request.node();
    }

    /** The node's attributes. */
    public Attrs attrs() {
        return node().attrs();
    }

    /** The key of the node's random numbers; the step of the run is {@link Launch#step}. */
    public long seed() {
        return request.seed();
    }

    /** How many inputs there are. */
    public int inputs() {
        return node().inputs().size();
    }

    /** Whether input {@code i} was left out. */
    public boolean isAbsent(int i) {
        return node().input(i).isAbsent();
    }

    /** The type of input {@code i}. */
    public ArrayType inType(int i) {
        return node().input(i).type();
    }

    /** The shape of input {@code i}. */
    public Shape inShape(int i) {
        return inType(i).shape();
    }

    /** How many elements input {@code i} has. */
    public long inSize(int i) {
        return inShape(i).size();
    }

    /** The type of output {@code i}. */
    public ArrayType outType(int i) {
        return node().output(i).type();
    }

    /** The shape of output {@code i}. */
    public Shape outShape(int i) {
        return outType(i).shape();
    }

    /** How many elements output {@code i} has. */
    public long outSize(int i) {
        return outShape(i).size();
    }

    /** Whether input {@code i} is what a kernel of this backend kept in a form of its own. */
    public boolean isOpaque(int i) {
        return request.inputs().get(i) instanceof OpaqueLayout;
    }

    /** Whether anything reads output {@code i}. */
    public boolean isUsed(int i) {
        return request.usedOutputs().get(i);
    }

    /** How many blocks at most a loop over many elements is spread over. */
    public int mostBlocks() {
        return device.mostBlocks();
    }

    // What was settled on.

    /** Output {@code output} may be written over input {@code input}. */
    public void mayOverwrite(int output, int input) {
        overwrites.add(List.of(output, input));
    }

    /** Input {@code input} may lie {@code bytes} from the beginning of output 0. */
    public void mayLieInOutput(int input, long bytes) {
        places.put(input, bytes);
    }

    /** Input {@code i} may stand as it does; else it stands plain. */
    public void inputAsIs(int i) {
        inputs.set(i, request.inputs().get(i));
    }

    /** Output {@code i} will be so many bytes that only this backend's kernels can read. */
    public void outputOpaque(int i, long bytes) {
        outputs.set(i, new OpaqueLayout(outType(i), bytes));
    }

    /** What the plan's text shall say that runs; the names of all stages if this is not called. */
    public void implementation(String name) {
        this.implementation = name;
    }

    /** Memory that lasts from stage to stage of one run. */
    public Where scratch(long bytes) {
        Where.Scratch place = new Where.Scratch(scratchBytes, bytes);
        scratchBytes += Arena.aligned(bytes);
        return place;
    }

    /** Floats that never change. */
    public Where fixed(float... numbers) {
        ByteBuffer bytes = ByteBuffer.allocate(numbers.length * Float.BYTES);
        bytes.order(ByteOrder.nativeOrder()).asFloatBuffer().put(numbers);
        return fixed(bytes.array());
    }

    /** Ints that never change. */
    public Where fixed(int... numbers) {
        ByteBuffer bytes = ByteBuffer.allocate(numbers.length * Integer.BYTES);
        bytes.order(ByteOrder.nativeOrder()).asIntBuffer().put(numbers);
        return fixed(bytes.array());
    }

    /** Whole numbers that never change. */
    public Where fixed(long... numbers) {
        ByteBuffer bytes = ByteBuffer.allocate(numbers.length * Long.BYTES);
        bytes.order(ByteOrder.nativeOrder()).asLongBuffer().put(numbers);
        return fixed(bytes.array());
    }

    /**
     * A whole number in which a kernel counts its blocks that are done: 0 before each run and after
     * it.
     */
    public Where counter() {
        return fixed(0);
    }

    /** Bytes that never change. */
    public Where fixed(byte[] bytes) {
        DeviceBuffer buffer = Arena.allocate(device, Math.max(bytes.length, 1));
        owned.add(buffer);
        device.use();
        Cuda.check(
                "cuMemcpyHtoD",
                jcuda.driver.JCudaDriver.cuMemcpyHtoD(
                        buffer.pointer(), jcuda.Pointer.to(bytes), bytes.length));
        return new Where.Fixed(buffer);
    }

    /** Where the node's kernels report a number in its inputs with which they can't work. */
    public Fault fault(Fault.Complaint complaint) {
        return fault(0, (index, value, none) -> complaint.raise(index, value));
    }

    /** The same, where the first {@code quoted} of the numbers are reported as well. */
    public Fault fault(int quoted, Fault.Quotation complaint) {
        return own(new Fault(device, quoted, complaint));
    }

    /** Lets something be closed with the blueprint. */
    public <T extends AutoCloseable> T own(T thing) {
        owned.add(thing);
        return thing;
    }

    // Stages.

    /** Adds a stage. */
    public void stage(Recipe.Stage stage) {
        stages.add(stage);
    }

    /** Starts a stage that launches a kernel of {@code module.cu}; ends with {@link Launch#add}. */
    public Launch launch(String module, String kernel) {
        return new Launch(this, device.module(module), kernel);
    }

    /**
     * Adds a stage that calls a function of cuDNN.
     *
     * @param name the function, and what else a reader of the plan wants to know
     * @param places where its arrays stand; null for an array that is not there
     */
    public void dnn(String name, DnnStage.Call call, Where... places) {
        stages.add(new DnnStage(name, call, Arrays.asList(places)));
    }

    /** Adds a stage that copies bytes, unless both stand in the same place. */
    public void copy(Where from, Where to, long bytes) {
        stages.add(copyStage(from, to, bytes));
    }

    /** The stage that copies bytes; nothing to do where both stand in the same place. */
    public static Recipe.Stage copyStage(Where from, Where to, long bytes) {
        return new DriverStage(
                "copy",
                (memory, lane) -> {
                    DeviceBuffer source = DeviceBuffer.at(from, memory);
                    DeviceBuffer target = DeviceBuffer.at(to, memory);
                    if (source.address() == target.address() || bytes == 0) {
                        return () -> {};
                    }
                    return () -> {
                        lane.device().use();
                        Cuda.check(
                                "cuMemcpyDtoDAsync",
                                cuMemcpyDtoDAsync(
                                        target.pointer(), source.pointer(), bytes, lane.stream()));
                    };
                });
    }

    /** Adds a stage that fills with zeros. */
    public void clear(Where place, long bytes) {
        stages.add(clearStage(place, bytes));
    }

    /** The stage that fills with zeros. */
    public static Recipe.Stage clearStage(Where place, long bytes) {
        return new DriverStage(
                "",
                (memory, lane) -> {
                    DeviceBuffer target = DeviceBuffer.at(place, memory);
                    return () -> {
                        lane.device().use();
                        Cuda.check(
                                "cuMemsetD8Async",
                                cuMemsetD8Async(target.pointer(), (byte) 0, bytes, lane.stream()));
                    };
                });
    }

    /** A stage of the driver's own: a copy, a fill. */
    private record DriverStage(
            String implementation, java.util.function.BiFunction<Memory, CudaLane, Kernel> code)
            implements Recipe.Stage {
        @Override
        public boolean isSlow(long bytes) {
            return false;
        }

        @Override
        public Kernel bind(Memory memory, Lane lane) {
            return code.apply(memory, (CudaLane) lane);
        }
    }

    /** The blueprint; drawing is over. */
    public Recipe finish() {
        finished = true;
        return new Recipe(
                inputs, outputs, stages, implementation, scratchBytes, overwrites, places, owned);
    }

    private static List<Layout> plain(List<Value> values) {
        List<Layout> layouts = new ArrayList<>();
        values.forEach(v -> layouts.add(new CudaLayout(v.type())));
        return layouts;
    }

    @Override
    public void close() {
        if (!finished) {
            new Recipe(List.of(), List.of(), List.of(), "", 0, List.of(), Map.of(), owned).close();
        }
    }
}
