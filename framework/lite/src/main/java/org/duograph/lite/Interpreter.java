package org.duograph.lite;

import java.util.ArrayList;
import java.util.List;
import org.duograph.lite.kernel.Kernel;
import org.duograph.lite.kernel.Kernels;
import org.duograph.lite.kernel.Site;
import org.duograph.lite.kernel.Tensor;
import org.duograph.lite.model.Model;
import org.duograph.lite.model.Operation;
import org.duograph.lite.model.TensorInfo;

/**
 * A model ready to run: memory is taken and kernels are made once, here; runs allocate nothing.
 *
 * <p>One thread at a time uses it. Other threads make interpreters of their own for the same model.
 */
public final class Interpreter {
    private final Model model;
    private final MemoryPlan memory;
    private final Tensor[] tensors;
    private final Kernel[] kernels;

    /** Sees each operation of a run after it has run. */
    public interface Watcher {
        /**
         * An operation has run.
         *
         * @param nanoseconds how long it took
         * @param outputs what it wrote, to be read before this method returns: other tensors will
         *     stand there
         */
        void ran(Operation operation, long nanoseconds, List<Tensor> outputs);
    }

    /**
     * Makes a model ready.
     *
     * @throws IllegalArgumentException if the shapes or options of an operation do not fit
     * @throws UnsupportedOperationException if operations take element types for which there is no
     *     kernel; the message lists all of them
     */
    public Interpreter(Model model) {
        this.model = model;
        this.memory = new MemoryPlan(model);
        this.tensors = memory.tensors();
        this.kernels = new Kernel[model.operations().size()];
        StringBuilder lacking = new StringBuilder();
        for (Operation operation : model.operations()) {
            try {
                kernels[operation.index()] = Kernels.prepare(new Site(operation, tensors));
            } catch (IndexOutOfBoundsException e) { // the model was checked, options are read here
                throw new IllegalArgumentException(operation + " has options that are damaged", e);
            } catch (UnsupportedOperationException e) {
                lacking.append(lacking.length() == 0 ? "" : "; ").append(e.getMessage());
            }
        }
        if (lacking.length() > 0) {
            throw new UnsupportedOperationException(lacking.toString());
        }
    }

    /** The model that it runs. */
    public Model model() {
        return model;
    }

    /** Bytes of the memory in which results stand; weights are not counted. */
    public long memoryBytes() {
        return memory.size();
    }

    /**
     * Answers: the numbers of the only input to those of the only output. Where the model is
     * quantised, they are made whole numbers on the way in, and real ones on the way out.
     *
     * @return a new array
     * @throws IllegalArgumentException if the model has several inputs or outputs, or takes another
     *     number of numbers
     */
    public float[] run(float[] input) {
        if (model.inputs().size() != 1 || model.outputs().size() != 1) {
            throw new IllegalArgumentException(
                    "The model takes "
                            + model.inputs()
                            + " and gives "
                            + model.outputs()
                            + "; give each by setInput and fetch each by output");
        }
        setInput(0, input);
        run();
        return output(0);
    }

    /**
     * Gives input {@code i} its numbers. They stay from run to run.
     *
     * @throws IllegalArgumentException if they are not as many as the input has
     */
    public void setInput(int i, float[] numbers) {
        Tensor tensor = tensors[input(i, numbers.length).index()];
        for (int j = 0; j < numbers.length; j++) {
            tensor.set(j, numbers[j]);
        }
    }

    /**
     * Gives an input of bytes (int8 or uint8) its numbers as they are.
     *
     * @throws IllegalArgumentException if the input has other numbers, or another number of them
     */
    public void setInput(int i, byte[] numbers) {
        Tensor tensor = tensors[input(i, numbers.length).index()];
        requireBytes(tensor);
        System.arraycopy(numbers, 0, tensor.bytes, tensor.at, numbers.length);
    }

    private TensorInfo input(int i, int count) {
        TensorInfo info = model.inputs().get(i);
        if (info.size() != count) {
            throw new IllegalArgumentException(
                    "Input " + info + " takes " + info.size() + " numbers, but got " + count);
        }
        return info;
    }

    private static void requireBytes(Tensor tensor) {
        if (tensor.bytes == null) {
            throw new IllegalArgumentException(tensor + " holds no bytes");
        }
    }

    /** Runs all operations. */
    public void run() {
        for (Kernel kernel : kernels) {
            kernel.run();
        }
    }

    /** Runs all operations and shows each to a watcher. */
    public void run(Watcher watcher) {
        for (Operation operation : model.operations()) {
            long start = System.nanoTime();
            kernels[operation.index()].run();
            long took = System.nanoTime() - start;
            List<Tensor> outputs = new ArrayList<>();
            for (int output : operation.outputs()) {
                outputs.add(tensors[output]);
            }
            watcher.ran(operation, took, outputs);
        }
    }

    /** What output {@code i} holds after a run, as real numbers; a new array. */
    public float[] output(int i) {
        Tensor tensor = tensors[model.outputs().get(i).index()];
        float[] numbers = new float[tensor.size];
        for (int j = 0; j < numbers.length; j++) {
            numbers[j] = (float) tensor.real(j);
        }
        return numbers;
    }

    /**
     * What an output of bytes (int8 or uint8) holds, as it is; a new array.
     *
     * @throws IllegalArgumentException if the output has other numbers
     */
    public byte[] outputBytes(int i) {
        Tensor tensor = tensors[model.outputs().get(i).index()];
        requireBytes(tensor);
        byte[] numbers = new byte[tensor.size];
        System.arraycopy(tensor.bytes, tensor.at, numbers, 0, numbers.length);
        return numbers;
    }
}
