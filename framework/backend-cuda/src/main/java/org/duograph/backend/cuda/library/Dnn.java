package org.duograph.backend.cuda.library;

import static jcuda.jcudnn.JCudnn.cudnnCreate;
import static jcuda.jcudnn.JCudnn.cudnnDestroy;
import static jcuda.jcudnn.JCudnn.cudnnSetStream;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import jcuda.Pointer;
import jcuda.driver.CUstream;
import jcuda.jcudnn.cudnnHandle;
import jcuda.runtime.cudaStream_t;

/** cuDNN, opened for one GPU and one stream. One thread at a time uses it. */
public final class Dnn implements AutoCloseable {
    /** The number one, for what a result is multiplied by. */
    public static final Pointer ONE = number(1);

    /** The number zero, for what was there before. */
    public static final Pointer ZERO = number(0);

    /** So many answers are kept. */
    private static final int MOST_ANSWERS = 4096;

    private final cudnnHandle handle = new cudnnHandle();
    private CUstream stream;
    private final Map<Object, Object> answers = new LinkedHashMap<>();

    /** Opens it on a GPU, which must be in use, for its stream. */
    public Dnn(CudaDevice device) {
        Cuda.checkDnn("cudnnCreate", cudnnCreate(handle));
        try {
            use(device.stream());
        } catch (RuntimeException | Error e) {
            close();
            throw e;
        }
    }

    /** Numbers in native memory are handed on at once; those in Java's arrays are copied. */
    private static Pointer number(float value) {
        return Pointer.to(
                ByteBuffer.allocateDirect(Float.BYTES)
                        .order(ByteOrder.nativeOrder())
                        .putFloat(0, value));
    }

    /** Puts the work that comes on a stream. */
    void use(CUstream wanted) {
        if (wanted != stream) {
            stream = null; // it is on neither, should this fail
            Cuda.checkDnn("cudnnSetStream", cudnnSetStream(handle, new cudaStream_t(wanted)));
            stream = wanted;
        }
    }

    /** What its functions want to be given first. */
    public cudnnHandle handle() {
        return handle;
    }

    /**
     * What cuDNN answers to a question: asked once, for each question costs it a little memory that
     * it never frees. Several threads may ask.
     *
     * @param <T> the answer, which never changes
     * @param question what tells it from all other questions
     */
    @SuppressWarnings("unchecked")
    public synchronized <T> T answer(Object question, Supplier<T> ask) {
        T known = (T) answers.get(question);
        if (known == null) {
            known = ask.get();
            if (answers.size() == MOST_ANSWERS) {
                answers.clear();
            }
            answers.put(question, known);
        }
        return known;
    }

    @Override
    public void close() {
        Cuda.released("cudnnDestroy", cudnnDestroy(handle));
    }
}
