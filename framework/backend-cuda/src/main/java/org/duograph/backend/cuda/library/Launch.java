package org.duograph.backend.cuda.library;

import static jcuda.driver.JCudaDriver.cuLaunchKernel;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import jcuda.Pointer;
import jcuda.driver.CUfunction;
import org.duograph.backend.Blueprint.Memory;
import org.duograph.backend.Kernel;
import org.duograph.backend.Lane;
import org.duograph.backend.Recipe;
import org.duograph.backend.Where;

/**
 * The stage that launches one kernel of our own, while it is drawn and afterwards.
 *
 * <pre>
 * draft.launch("elementwise", "relu").over(n).in(0).out(0).integer(n).add();
 * </pre>
 *
 * <p>The arguments are given in the order of the kernel's parameters. When it is bound they are
 * checked against the parameters in the PTX, and written down once where the driver reads them at
 * every launch.
 */
public final class Launch implements Recipe.Stage {
    /** Threads of a block, unless a kernel wants another number. */
    public static final int BLOCK = 256;

    private static final int WARP = 32;

    private final Draft draft;
    private final PtxModule module;
    private final String kernel;
    private final List<Argument> arguments = new ArrayList<>();
    private int blocksX = 1;
    private int blocksY = 1;
    private int threads = BLOCK;
    private int sharedBytes;
    private int[] strides; // null where it always stays a launch of its own

    /**
     * An argument.
     *
     * @param kind for errors
     * @param fits whether a parameter can take it
     * @param put writes it
     * @param place where it points to; null for a number, and for what points to nothing
     */
    record Argument(
            String kind,
            java.util.function.Predicate<PtxSignature.Parameter> fits,
            BiConsumer<Memory, ByteBuffer> put,
            Where place) {}

    Launch(Draft draft, PtxModule module, String kernel) {
        this.draft = draft;
        this.module = module;
        this.kernel = kernel;
        module.signature(kernel); // it must be there
    }

    /**
     * Starts about a thread for each of {@code n} elements; the kernel's loop goes on in steps of
     * the whole grid, as it must where there are more elements than threads.
     */
    public Launch over(long n) {
        return blocks(Math.max(1, Math.min((n + threads - 1) / threads, draft.mostBlocks())));
    }

    /** Starts so many blocks. */
    public Launch blocks(long count) {
        return blocks(count, 1);
    }

    /** Starts {@code x} times {@code y} blocks. */
    public Launch blocks(long x, long y) {
        if (x < 1 || y < 1 || x > Integer.MAX_VALUE || y > 65535) {
            throw new IllegalArgumentException(
                    "Kernel %s can't be launched with %d times %d blocks".formatted(kernel, x, y));
        }
        blocksX = (int) x;
        blocksY = (int) y;
        return this;
    }

    /** The threads of a block that goes over a row: whole warps, and none without any work. */
    public static int threadsFor(long elements) {
        return (int) Math.min(BLOCK, (Math.max(elements, 1) + WARP - 1) / WARP * WARP);
    }

    /** Gives a block so many threads; to be said before {@link #over}. */
    public Launch threads(int count) {
        threads = count;
        return this;
    }

    /** Gives a block so many bytes of shared memory beside what the kernel declares. */
    public Launch shared(int bytes) {
        sharedBytes = bytes;
        return this;
    }

    /** The next argument points to input {@code i}. */
    public Launch in(int i) {
        return at(new Where.In(i));
    }

    /** The next argument points to output {@code i}. */
    public Launch out(int i) {
        return at(new Where.Out(i));
    }

    /** The next argument points to the number of the run, an int64. */
    public Launch step() {
        return at(new Where.Step());
    }

    /** The next argument points to {@code place}; to nothing for null. */
    public Launch at(Where place) {
        return add(
                "a pointer",
                p -> !p.isReal() && !p.isStruct() && p.bytes() == Long.BYTES,
                (memory, to) ->
                        to.putLong(place == null ? 0 : DeviceBuffer.at(place, memory).address()),
                place);
    }

    /** The next argument points to where the kernel reports what it can't work with. */
    public Launch fault(Fault fault) {
        return add(
                "a pointer",
                p -> !p.isReal() && !p.isStruct() && p.bytes() == Long.BYTES,
                (memory, to) -> to.putLong(fault.address()));
    }

    /** The next argument is an int. */
    public Launch integer(long value) {
        int exact = Math.toIntExact(value);
        return add(
                "an int",
                p -> !p.isReal() && !p.isStruct() && p.bytes() == Integer.BYTES,
                (memory, to) -> to.putInt(exact));
    }

    /** The next argument is a long long. */
    public Launch whole(long value) {
        return add(
                "a long long",
                p -> !p.isReal() && !p.isStruct() && p.bytes() == Long.BYTES,
                (memory, to) -> to.putLong(value));
    }

    /** The next argument is a float. */
    public Launch real(float value) {
        return add(
                "a float",
                p -> p.isReal() && p.bytes() == Float.BYTES,
                (memory, to) -> to.putFloat(value));
    }

    /** The next argument is a double. */
    public Launch real(double value) {
        return add(
                "a double",
                p -> p.isReal() && p.bytes() == Double.BYTES,
                (memory, to) -> to.putDouble(value));
    }

    /** The next argument is a struct of ints. */
    public Launch ints(int... values) {
        int bytes = values.length * Integer.BYTES;
        return add(
                "a struct of " + bytes + " bytes",
                p -> p.isStruct() && p.bytes() == bytes,
                (memory, to) -> {
                    for (int value : values) {
                        to.putInt(value);
                    }
                });
    }

    private Launch add(
            String kind,
            java.util.function.Predicate<PtxSignature.Parameter> fits,
            BiConsumer<Memory, ByteBuffer> put) {
        return add(kind, fits, put, null);
    }

    private Launch add(
            String kind,
            java.util.function.Predicate<PtxSignature.Parameter> fits,
            BiConsumer<Memory, ByteBuffer> put,
            Where place) {
        arguments.add(new Argument(kind, fits, put, place));
        return this;
    }

    /**
     * Lets launches in a row become one, of the kernel {@code NAME_parts}: see {@link Parts}.
     *
     * @param bytes for each pointer how far it is from one element to the next; 0 where all
     *     elements share what it points to
     */
    public Launch inParts(int... bytes) {
        strides = bytes;
        return this;
    }

    /** Adds the stage to the draft. */
    public void add() {
        requireFits();
        draft.stage(this);
    }

    private void requireFits() {
        List<PtxSignature.Parameter> parameters = module.signature(kernel).parameters();
        boolean fits = parameters.size() == arguments.size();
        for (int i = 0; fits && i < arguments.size(); i++) {
            fits = arguments.get(i).fits.test(parameters.get(i));
        }
        if (!fits) {
            throw new IllegalArgumentException(
                    "Kernel %s takes %s, but was given %s"
                            .formatted(
                                    kernel,
                                    parameters,
                                    arguments.stream().map(Argument::kind).toList()));
        }
    }

    @Override
    public String implementation() {
        return kernel;
    }

    @Override
    public boolean isSlow(long bytes) {
        return false;
    }

    @Override
    public Kernel bind(Memory memory, Lane lane) {
        return new Bound(this, memory, (CudaLane) lane);
    }

    /** What a bound kernel brings to a launch of several; null where it can't be part of one. */
    static Parts partsOf(Kernel kernel) {
        return kernel instanceof Bound bound && bound.launch.strides != null
                ? new Parts(
                        bound.launch.kernel,
                        bound.launch.arguments,
                        bound.launch.strides,
                        bound.memory)
                : null;
    }

    /** The kernel for the parts of several launches like this one, with the same numbers. */
    static Kernel ofParts(Kernel first, DeviceBuffer table, long count) {
        Bound bound = (Bound) first;
        Launch one = bound.launch;
        Launch all = new Launch(one.draft, one.module, one.kernel + "_parts").blocks(count);
        all.at(new Where.Fixed(table));
        all.arguments.addAll(one.arguments.subList(one.strides.length, one.arguments.size() - 1));
        all.requireFits();
        return all.bind(bound.memory, bound.lane);
    }

    /** The kernel with its arguments in place. */
    private static final class Bound implements Kernel {
        private final Launch launch;
        private final Memory memory;
        private final CudaLane lane;
        private final CUfunction function;
        private final Pointer arguments;
        private final int blocksX;
        private final int blocksY;
        private final int threads;
        private final int sharedBytes;
        private final String call;

        Bound(Launch launch, Memory memory, CudaLane lane) {
            this.launch = launch;
            this.memory = memory;
            this.lane = lane;
            lane.device().use();
            function = launch.module.function(launch.kernel);
            arguments = launch.write(memory, lane);
            blocksX = launch.blocksX;
            blocksY = launch.blocksY;
            threads = launch.threads;
            sharedBytes = launch.sharedBytes;
            call = "cuLaunchKernel of " + launch.kernel;
        }

        @Override
        public void run() {
            lane.device().use();
            Cuda.check(
                    call,
                    cuLaunchKernel(
                            function,
                            blocksX,
                            blocksY,
                            1,
                            threads,
                            1,
                            1,
                            sharedBytes,
                            lane.stream(),
                            arguments,
                            null));
        }
    }

    /** Writes the arguments, and before them for each the address where it stands. */
    private Pointer write(Memory memory, CudaLane lane) {
        List<PtxSignature.Parameter> parameters = module.signature(kernel).parameters();
        int addresses = parameters.size() * Long.BYTES;
        int most = parameters.stream().mapToInt(p -> Arguments.aligned(p.bytes())).sum();
        Arguments.Block block = lane.arguments().take(addresses + most);
        int at = addresses;
        for (int i = 0; i < parameters.size(); i++) {
            block.bytes().putLong(i * Long.BYTES, block.address() + at);
            ByteBuffer value = block.bytes().duplicate().order(block.bytes().order()).position(at);
            arguments.get(i).put.accept(memory, value);
            at += Arguments.aligned(parameters.get(i).bytes());
        }
        return block.pointer();
    }
}
