package org.duograph.backend.onednn.library;

import static org.bytedeco.dnnl.global.dnnl.*;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.ToIntFunction;
import org.bytedeco.dnnl.dnnl_engine;
import org.bytedeco.dnnl.dnnl_memory_desc;
import org.bytedeco.dnnl.dnnl_post_ops;
import org.bytedeco.dnnl.dnnl_primitive_attr;
import org.bytedeco.dnnl.dnnl_primitive_desc;
import org.bytedeco.javacpp.PointerPointer;
import org.duograph.backend.Blueprint.Memory;
import org.duograph.backend.HostArrays;
import org.duograph.backend.HostKernel;
import org.duograph.backend.Kernel;
import org.duograph.backend.KernelRequest;
import org.duograph.backend.Layout;
import org.duograph.backend.Recipe;
import org.duograph.backend.Where;
import org.duograph.graph.Attrs;
import org.duograph.graph.Node;
import org.duograph.tensor.ArrayType;
import org.duograph.tensor.Shape;

/**
 * A blueprint being drawn: kernel families ask it for descriptors and primitives, and tell it the
 * layouts they settled on and the stages to run. Layouts that nobody sets are plain.
 *
 * <p>Descriptors and attributes made here are freed when drawing ends; primitives live on in the
 * {@link Recipe}.
 */
public final class Draft implements AutoCloseable {
    private final OneDnn dnn;
    private final Layouts layouts;
    private final KernelRequest request;
    private final List<Layout> inputs = new ArrayList<>();
    private final List<Layout> outputs = new ArrayList<>();
    private final List<Recipe.Stage> stages = new ArrayList<>();
    private final List<List<Integer>> overwrites = new ArrayList<>();
    private final Map<Integer, Long> places = new LinkedHashMap<>();
    private final List<AutoCloseable> owned = new ArrayList<>();
    private final List<AutoCloseable> temporary = new ArrayList<>();
    private long scratchBytes;
    private long scratchpadBytes;
    private String implementation;
    private boolean finished;

    /** Starts a drawing of {@code request}. */
    public Draft(OneDnn dnn, Layouts layouts, KernelRequest request) {
        this.dnn = dnn;
        this.layouts = layouts;
        this.request = request;
        request.node().inputs().forEach(v -> inputs.add(layouts.plain(v.type())));
        request.node().outputs().forEach(v -> outputs.add(layouts.plain(v.type())));
    }

    /** The node that is drawn. */
    public Node node() {
        return request.node();
    }

    /** Its attributes. */
    public Attrs attrs() {
        return request.node().attrs();
    }

    /** The processor, as the library sees it. */
    public dnnl_engine engine() {
        return dnn.engine;
    }

    /** The number of inputs. */
    public int inputCount() {
        return inputs.size();
    }

    /** Whether the optional input {@code i} is there. */
    public boolean has(int i) {
        return i < inputCount() && !node().input(i).isAbsent();
    }

    /** The type of input {@code i}. */
    public ArrayType inType(int i) {
        return node().input(i).type();
    }

    /** The type of output {@code i}. */
    public ArrayType outType(int i) {
        return node().output(i).type();
    }

    /** The shape of input {@code i}. */
    public Shape inShape(int i) {
        return inType(i).shape();
    }

    /** The shape of output {@code i}. */
    public Shape outShape(int i) {
        return outType(i).shape();
    }

    /** The layout in which input {@code i} stands already. */
    public DnnlLayout standing(int i) {
        return (DnnlLayout) request.inputs().get(i);
    }

    /** The plain layout of input {@code i}. */
    public DnnlLayout plain(int i) {
        return layouts.plain(inType(i));
    }

    /** The layout of the first of these inputs that stands blocked, else the plain one. */
    public DnnlLayout blockedOf(int... candidates) {
        for (int i : candidates) {
            if (!standing(i).isPlain()) {
                return standing(i);
            }
        }
        return layouts.plain(inType(candidates[0]));
    }

    /** Whether anything reads output {@code i}. */
    public boolean isUsed(int i) {
        return request.usedOutputs().get(i);
    }

    /** The layout of input {@code i} if it has the axes of the array, else the plain one. */
    public DnnlLayout standingOfItsShape(int i) {
        return standing(i).isOfItsShape() ? standing(i) : plain(i);
    }

    // Descriptors, freed when drawing ends.

    private dnnl_memory_desc temporary(dnnl_memory_desc desc) {
        if (desc != null) {
            temporary.add(() -> OneDnn.destroy(desc));
        }
        return desc;
    }

    /** Floats in a layout that the library may choose. */
    public dnnl_memory_desc any(long... dims) {
        return temporary(Descs.any(dims));
    }

    /** Floats in the layout {@code tag} ({@code dnnl_...}). */
    public dnnl_memory_desc tagged(int tag, long... dims) {
        return temporary(Descs.tagged(tag, dims));
    }

    /** Elements of a type of the library's ({@code dnnl_u8}) in the layout {@code tag}. */
    public dnnl_memory_desc tagged(int dataType, int tag, long[] dims) {
        return temporary(Descs.tagged(dataType, tag, dims));
    }

    /** Lets a primitive multiply an argument by scales: one, or one for each slice of axes. */
    public void scales(dnnl_primitive_attr attr, int arg, int mask) {
        OneDnn.check(
                "dnnl_primitive_attr_set_scales_mask",
                dnnl_primitive_attr_set_scales_mask(attr, arg, mask));
    }

    /** Floats, dense and row-major. */
    public dnnl_memory_desc dense(long... dims) {
        return temporary(Descs.dense(dnnl_f32, dims));
    }

    /** Floats that stand {@code strides} apart. */
    public dnnl_memory_desc strided(long[] dims, long... strides) {
        return temporary(Descs.strided(dnnl_f32, dims, strides));
    }

    /**
     * A layout's memory as one row of floats, blocks, padding and all: for computations that treat
     * all elements alike and make zeros of zeros, so that padding stays zero.
     */
    public dnnl_memory_desc flat(DnnlLayout layout) {
        return dense(layout.bytes() / Float.BYTES);
    }

    /** No memory at all, such as a bias that is not there. */
    public dnnl_memory_desc none() {
        return null;
    }

    /** A layout's memory seen with other extents, or null if its blocks do not allow that. */
    public dnnl_memory_desc view(DnnlLayout layout, long... dims) {
        return temporary(Descs.reshaped(layout.desc(), dims));
    }

    /** The same memory with its axes in another order: axis {@code i} becomes {@code order[i]}. */
    public dnnl_memory_desc permuted(dnnl_memory_desc desc, int... order) {
        return temporary(Descs.permuted(desc, order));
    }

    /** The block of {@code dims} elements of {@code whole} that begins at {@code offsets}. */
    public dnnl_memory_desc part(dnnl_memory_desc whole, long[] dims, long[] offsets) {
        dnnl_memory_desc part = new dnnl_memory_desc();
        int status = dnnl_memory_desc_create_submemory(part, whole, dims, offsets);
        return temporary(OneDnn.created("dnnl_memory_desc_create_submemory", part, status));
    }

    /** A copy from one descriptor to another of the same extents. */
    public Primitive reorder(dnnl_memory_desc from, dnnl_memory_desc to) {
        dnnl_primitive_attr attr = attributes();
        dnnl_primitive_desc p = new dnnl_primitive_desc();
        return primitive(
                "reorder",
                p,
                dnnl_reorder_primitive_desc_create(p, from, engine(), to, engine(), attr));
    }

    /** Attributes that every primitive gets: our scratch memory, the same numbers every time. */
    public dnnl_primitive_attr attributes() {
        dnnl_primitive_attr attr = new dnnl_primitive_attr();
        OneDnn.created("dnnl_primitive_attr_create", attr, dnnl_primitive_attr_create(attr));
        temporary.add(() -> OneDnn.destroy(attr));
        OneDnn.check(
                "dnnl_primitive_attr_set_scratchpad_mode",
                dnnl_primitive_attr_set_scratchpad_mode(attr, dnnl_scratchpad_mode_user));
        OneDnn.check(
                "dnnl_primitive_attr_set_deterministic",
                dnnl_primitive_attr_set_deterministic(attr, 1));
        return attr;
    }

    /** The same attributes, and something that is done with each result before it is written. */
    public dnnl_primitive_attr attributesThen(String name, ToIntFunction<dnnl_post_ops> append) {
        dnnl_primitive_attr attr = attributes();
        PostOps.set(attr, name, append);
        return attr;
    }

    /** Takes a primitive for which the library has been asked; see {@link Primitive#Primitive}. */
    public Primitive primitive(String name, dnnl_primitive_desc desc, int status) {
        Primitive p = new Primitive(name, desc, status);
        owned.add(p);
        return p;
    }

    /** The same, for those few calls that return it by a pointer to a pointer. */
    public Primitive primitiveAt(
            String name, ToIntFunction<PointerPointer<dnnl_primitive_desc>> call) {
        try (PointerPointer<dnnl_primitive_desc> out = new PointerPointer<>(1)) {
            OneDnn.check(name, call.applyAsInt(out));
            Primitive p = new Primitive(OneDnn.adopt(out.get(dnnl_primitive_desc.class, 0)));
            owned.add(p);
            return p;
        }
    }

    // What was settled on.

    /** Input {@code i} shall stand in the layout {@code desc}. */
    public void input(int i, dnnl_memory_desc desc) {
        inputs.set(i, layouts.of(inType(i), desc));
    }

    /** Input {@code i}, weights that never change, shall be int8, standing as {@code desc}. */
    public void inputInt8(int i, dnnl_memory_desc desc) {
        inputs.set(i, layouts.int8(inType(i), desc));
    }

    /** Where the scales of such an input stand: behind its numbers. */
    public Where int8Scales(int i) {
        return new Where.After(new Where.In(i), ((DnnlLayout) inputs.get(i)).scalesAt());
    }

    /** Input {@code i} is taken in the layout in which it stands. */
    public void inputAsIs(int i) {
        inputs.set(i, standing(i));
    }

    /** Input {@code i} shall stand as {@code layout}, which is of an array of as many elements. */
    public void input(int i, DnnlLayout layout) {
        inputs.set(i, like(inType(i), layout));
    }

    /** Output {@code i} will stand as {@code layout}, which is of an array of as many elements. */
    public void output(int i, DnnlLayout layout) {
        outputs.set(i, like(outType(i), layout));
    }

    private DnnlLayout like(ArrayType type, DnnlLayout layout) {
        return switch (layout.kind()) {
            case PLAIN -> layouts.plain(type);
            case BLOCKED -> layouts.of(type, layout.desc());
            case INT8 -> layouts.int8(type, layout.desc());
            case OPAQUE -> layouts.opaque(type, layout.desc());
        };
    }

    /** Output {@code i} is something that only the library can read. */
    public void outputOpaque(int i, dnnl_memory_desc desc) {
        outputs.set(i, layouts.opaque(outType(i), desc));
    }

    /** Output {@code i} will stand in the layout {@code desc}. */
    public void output(int i, dnnl_memory_desc desc) {
        outputs.set(i, layouts.of(outType(i), desc));
    }

    /** Output {@code output} may be written over input {@code input}. */
    public void mayOverwrite(int output, int input) {
        overwrites.add(List.of(output, input));
    }

    /** Input {@code input} may lie {@code bytes} from the beginning of output 0. */
    public void mayLieInOutput(int input, long bytes) {
        places.put(input, bytes);
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

    /** Numbers that never change. */
    public Where fixed(float... numbers) {
        NativeBuffer buffer = Arena.allocate((long) numbers.length * Float.BYTES);
        buffer.asFloats().put(0, numbers);
        owned.add(buffer);
        return new Where.Fixed(buffer);
    }

    /** Starts a stage that runs {@code primitive}; ends with {@link StepArgs#run}. */
    public StepArgs step(Primitive primitive) {
        return new StepArgs(this, primitive);
    }

    /** Adds a stage that runs a primitive. */
    void add(Primitive primitive, Map<Integer, Where> places, Map<Integer, Integer> counts) {
        long bytes = primitive.scratchBytes();
        if (bytes > 0) {
            places.put(DNNL_ARG_SCRATCHPAD, new Where.Scratchpad(bytes, Arena.LINE));
            scratchpadBytes = Math.max(scratchpadBytes, Arena.aligned(bytes) + Arena.LINE);
        }
        stages.add(new PrimitiveStage(dnn, primitive, places, counts));
    }

    /** Adds a stage that runs a loop over the node's arrays, in the layouts that are settled on. */
    public void loop(HostKernel.Loop loop) {
        loop(memory -> loop.bind(node(), new HostArrays(request, memory)));
    }

    /** Adds a stage that runs a loop over native memory, where the library has no primitive. */
    public void loop(Function<Memory, Kernel> loop) {
        stages.add(new JavaStage("java", true, loop));
    }

    /** Adds a stage of a few Java statements between primitives, which the plan's text omits. */
    public void between(Function<Memory, Kernel> code) {
        stages.add(new JavaStage("", false, code));
    }

    /** Adds a stage that copies bytes, unless both stand in the same place. */
    public void copy(Where from, Where to, long bytes) {
        stages.add(JavaStage.copy(from, to, bytes));
    }

    /** The blueprint; drawing is over. */
    public Recipe finish() {
        finished = true;
        return new Recipe(
                inputs,
                outputs,
                stages,
                implementation,
                scratchBytes + scratchpadBytes,
                overwrites,
                places,
                owned);
    }

    @Override
    public void close() {
        List<AutoCloseable> all = new ArrayList<>(temporary);
        if (!finished) {
            all.addAll(owned);
        }
        new Recipe(List.of(), List.of(), List.of(), "", 0, List.of(), Map.of(), all).close();
    }
}
