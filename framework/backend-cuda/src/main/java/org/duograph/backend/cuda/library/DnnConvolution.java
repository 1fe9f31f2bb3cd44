package org.duograph.backend.cuda.library;

import static jcuda.driver.JCudaDriver.cuCtxSynchronize;
import static jcuda.jcudnn.JCudnn.*;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.IntSupplier;
import jcuda.Pointer;
import jcuda.jcudnn.cudnnActivationDescriptor;
import jcuda.jcudnn.cudnnConvolutionBwdDataAlgo;
import jcuda.jcudnn.cudnnConvolutionBwdDataAlgoPerf;
import jcuda.jcudnn.cudnnConvolutionBwdFilterAlgo;
import jcuda.jcudnn.cudnnConvolutionBwdFilterAlgoPerf;
import jcuda.jcudnn.cudnnConvolutionDescriptor;
import jcuda.jcudnn.cudnnConvolutionFwdAlgo;
import jcuda.jcudnn.cudnnConvolutionFwdAlgoPerf;
import jcuda.jcudnn.cudnnDeterminism;
import jcuda.jcudnn.cudnnFilterDescriptor;
import jcuda.jcudnn.cudnnHandle;
import jcuda.jcudnn.cudnnTensorDescriptor;

/**
 * A convolution of images x by filters w to images y, and its two gradients, as cuDNN is told of
 * it.
 */
public record DnnConvolution(
        cudnnTensorDescriptor x,
        cudnnFilterDescriptor w,
        cudnnTensorDescriptor y,
        cudnnConvolutionDescriptor how) {
    /** What of the three is computed from the other two. */
    public enum Direction {
        /** y. */
        FORWARD,
        /** The gradient of x. */
        DATA,
        /** The gradient of w. */
        FILTER
    }

    /**
     * One of cuDNN's ways to compute it.
     *
     * @param number cuDNN's number for it, in its direction
     * @param name cuDNN's name for it
     * @param workspace bytes that it needs for itself
     * @param deterministic whether it gives the same bits every time
     */
    public record Algorithm(int number, String name, long workspace, boolean deterministic) {
        /** The forward algorithm that alone can add a bias without an activation. */
        public boolean addsPlainBias() {
            return number
                    == cudnnConvolutionFwdAlgo.CUDNN_CONVOLUTION_FWD_ALGO_IMPLICIT_PRECOMP_GEMM;
        }
    }

    /** More than there are in any direction. */
    private static final int MOST_ALGORITHMS = 16;

    /** The algorithms that take this convolution, first the one that cuDNN thinks fastest. */
    public List<Algorithm> algorithms(Direction direction, Dnn dnn) {
        cudnnHandle handle = dnn.handle();
        return switch (direction) {
            case FORWARD -> forwardAlgorithms(handle);
            case DATA -> dataAlgorithms(handle);
            case FILTER -> filterAlgorithms(handle);
        };
    }

    /**
     * jcudnn copies as many answers as it was told, even of a call that failed and told nothing.
     */
    private static void ask(String function, IntSupplier call) {
        try {
            Cuda.checkDnn(function, call.getAsInt());
        } catch (ArrayIndexOutOfBoundsException e) {
            Cuda.check(function + ", where cuCtxSynchronize", cuCtxSynchronize());
            throw new CudaException(function + " failed; jcudnn hides why", 0);
        }
    }

    private List<Algorithm> forwardAlgorithms(cudnnHandle handle) {
        cudnnConvolutionFwdAlgoPerf[] found = new cudnnConvolutionFwdAlgoPerf[MOST_ALGORITHMS];
        for (int i = 0; i < found.length; i++) {
            found[i] = new cudnnConvolutionFwdAlgoPerf();
        }
        int[] count = new int[1];
        ask(
                "cudnnGetConvolutionForwardAlgorithm_v7",
                () ->
                        cudnnGetConvolutionForwardAlgorithm_v7(
                                handle, x, w, how, y, found.length, count, found));
        List<Algorithm> all = new ArrayList<>();
        for (int i = 0; i < count[0]; i++) {
            String name = cudnnConvolutionFwdAlgo.stringFor(found[i].algo);
            boolean usable = found[i].status == 0;
            boolean same = found[i].determinism == cudnnDeterminism.CUDNN_DETERMINISTIC;
            if (usable) {
                add(all, Direction.FORWARD, found[i].algo, name, same, handle);
            }
        }
        return all;
    }

    private List<Algorithm> dataAlgorithms(cudnnHandle handle) {
        cudnnConvolutionBwdDataAlgoPerf[] found =
                new cudnnConvolutionBwdDataAlgoPerf[MOST_ALGORITHMS];
        for (int i = 0; i < found.length; i++) {
            found[i] = new cudnnConvolutionBwdDataAlgoPerf();
        }
        int[] count = new int[1];
        ask(
                "cudnnGetConvolutionBackwardDataAlgorithm_v7",
                () ->
                        cudnnGetConvolutionBackwardDataAlgorithm_v7(
                                handle, w, y, how, x, found.length, count, found));
        List<Algorithm> all = new ArrayList<>();
        for (int i = 0; i < count[0]; i++) {
            String name = cudnnConvolutionBwdDataAlgo.stringFor(found[i].algo);
            boolean usable = found[i].status == 0;
            boolean same = found[i].determinism == cudnnDeterminism.CUDNN_DETERMINISTIC;
            if (usable) {
                add(all, Direction.DATA, found[i].algo, name, same, handle);
            }
        }
        return all;
    }

    private List<Algorithm> filterAlgorithms(cudnnHandle handle) {
        cudnnConvolutionBwdFilterAlgoPerf[] found =
                new cudnnConvolutionBwdFilterAlgoPerf[MOST_ALGORITHMS];
        for (int i = 0; i < found.length; i++) {
            found[i] = new cudnnConvolutionBwdFilterAlgoPerf();
        }
        int[] count = new int[1];
        ask(
                "cudnnGetConvolutionBackwardFilterAlgorithm_v7",
                () ->
                        cudnnGetConvolutionBackwardFilterAlgorithm_v7(
                                handle, x, y, how, w, found.length, count, found));
        List<Algorithm> all = new ArrayList<>();
        for (int i = 0; i < count[0]; i++) {
            String name = cudnnConvolutionBwdFilterAlgo.stringFor(found[i].algo);
            boolean usable = found[i].status == 0;
            boolean same = found[i].determinism == cudnnDeterminism.CUDNN_DETERMINISTIC;
            if (usable) {
                add(all, Direction.FILTER, found[i].algo, name, same, handle);
            }
        }
        return all;
    }

    /**
     * Adds an algorithm. cuDNN lists it twice where tensor cores can run it or not; what it is told
     * about the convolution decides.
     */
    private void add(
            List<Algorithm> all,
            Direction direction,
            int number,
            String name,
            boolean deterministic,
            cudnnHandle handle) {
        boolean known = all.stream().anyMatch(a -> a.number == number);
        long[] bytes = new long[1];
        if (!known && workspace(direction, number, bytes, handle) == 0) {
            String word = name.replaceFirst(".*_ALGO_", "").toLowerCase(Locale.ROOT);
            all.add(new Algorithm(number, word.replace('_', ' '), bytes[0], deterministic));
        }
    }

    private int workspace(Direction direction, int number, long[] bytes, cudnnHandle handle) {
        return switch (direction) {
            case FORWARD ->
                    cudnnGetConvolutionForwardWorkspaceSize(handle, x, w, how, y, number, bytes);
            case DATA ->
                    cudnnGetConvolutionBackwardDataWorkspaceSize(
                            handle, w, y, how, x, number, bytes);
            case FILTER ->
                    cudnnGetConvolutionBackwardFilterWorkspaceSize(
                            handle, x, y, how, w, number, bytes);
        };
    }

    /** The call that computes it; its arrays are x, w, y and what the algorithm needs. */
    public DnnStage.Call call(Direction direction, Algorithm algorithm) {
        int number = algorithm.number;
        long bytes = algorithm.workspace;
        return switch (direction) {
            case FORWARD ->
                    (handle, a) ->
                            cudnnConvolutionForward(
                                    handle, Dnn.ONE, x, a[0], w, a[1], how, number, a[3], bytes,
                                    Dnn.ZERO, y, a[2]);
            case DATA ->
                    (handle, a) ->
                            cudnnConvolutionBackwardData(
                                    handle, Dnn.ONE, w, a[1], y, a[2], how, number, a[3], bytes,
                                    Dnn.ZERO, x, a[0]);
            case FILTER ->
                    (handle, a) ->
                            cudnnConvolutionBackwardFilter(
                                    handle, Dnn.ONE, x, a[0], y, a[2], how, number, a[3], bytes,
                                    Dnn.ZERO, w, a[1]);
        };
    }

    /** The name of the function that is called, for the plan's text. */
    public static String function(Direction direction) {
        return switch (direction) {
            case FORWARD -> "cudnnConvolutionForward";
            case DATA -> "cudnnConvolutionBackwardData";
            case FILTER -> "cudnnConvolutionBackwardFilter";
        };
    }

    /** The call that adds a bias and activates, too; its last array is the bias. */
    public DnnStage.Call biased(
            Algorithm algorithm, cudnnTensorDescriptor bias, cudnnActivationDescriptor activation) {
        return (handle, a) -> {
            Pointer none = a[2]; // times zero
            return cudnnConvolutionBiasActivationForward(
                    handle,
                    Dnn.ONE,
                    x,
                    a[0],
                    w,
                    a[1],
                    how,
                    algorithm.number,
                    a[3],
                    algorithm.workspace,
                    Dnn.ZERO,
                    y,
                    none,
                    bias,
                    a[4],
                    activation,
                    y,
                    a[2]);
        };
    }
}
