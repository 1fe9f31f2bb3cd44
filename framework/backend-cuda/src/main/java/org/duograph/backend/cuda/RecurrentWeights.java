package org.duograph.backend.cuda;

import static jcuda.jcudnn.JCudnn.*;

import jcuda.Pointer;
import jcuda.jcudnn.cudnnRNNDescriptor;
import jcuda.jcudnn.cudnnTensorDescriptor;
import org.duograph.backend.Where;
import org.duograph.backend.cuda.library.Cuda;
import org.duograph.backend.cuda.library.DnnType;
import org.duograph.backend.cuda.library.Draft;

/**
 * The weights of a recurrent layer as cuDNN wants them: in one space, a matrix H x I for each gate,
 * at places that it tells. W, R and B go there before each pass, and their gradients come back.
 */
final class RecurrentWeights {
    /** An address to ask with where in the space weights stand; nothing is there. */
    private static final long ANYWHERE = 1L << 30;

    private final Draft d;
    private final RecurrentLayer l;
    private final Narrow narrow;
    private final long bytes;
    private final int[] places;

    /** A pointer whose address can be read. */
    private static final class Address extends Pointer {
        Address(long address) {
            super(address);
        }

        long address() {
            return getNativePointer();
        }
    }

    RecurrentWeights(Draft d, RecurrentLayer l, Narrow narrow, cudnnRNNDescriptor net) {
        this.d = d;
        this.l = l;
        this.narrow = narrow;
        long[] size = new long[1];
        Cuda.checkDnn(
                "cudnnGetRNNWeightSpaceSize",
                cudnnGetRNNWeightSpaceSize(d.dnn().handle(), net, size));
        bytes = size[0];
        places = findPlaces(net);
    }

    /** The bytes of the space. */
    long bytes() {
        return bytes;
    }

    /** The numbers of the space. */
    private long size() {
        return bytes / narrow.type().bytes();
    }

    /** A space of zeros. */
    Where cleared() {
        return cleared(bytes);
    }

    private Where cleared(long size) {
        Where space = d.scratch(size);
        d.clear(space, size);
        return space;
    }

    /**
     * Where, in numbers, the matrices of X, those of the state and the biases begin, gate by gate.
     */
    private int[] findPlaces(cudnnRNNDescriptor net) {
        cudnnTensorDescriptor matrix = new cudnnTensorDescriptor();
        cudnnTensorDescriptor bias = new cudnnTensorDescriptor();
        Cuda.checkDnn("cudnnCreateTensorDescriptor", cudnnCreateTensorDescriptor(matrix));
        try {
            Cuda.checkDnn("cudnnCreateTensorDescriptor", cudnnCreateTensorDescriptor(bias));
            try {
                return findPlaces(net, matrix, bias);
            } finally {
                cudnnDestroyTensorDescriptor(bias);
            }
        } finally {
            cudnnDestroyTensorDescriptor(matrix);
        }
    }

    private int[] findPlaces(
            cudnnRNNDescriptor net, cudnnTensorDescriptor matrix, cudnnTensorDescriptor bias) {
        int[] gates = l.gates();
        int[] found = new int[2 * gates.length + l.biases];
        for (int i = 0; i < 2 * gates.length; i++) {
            boolean ofState = i >= gates.length;
            int gate = gates[i % gates.length] + (ofState ? gates.length : 0);
            Address matrixAt = new Address(0);
            Address biasAt = new Address(0);
            Cuda.checkDnn(
                    "cudnnGetRNNWeightParams",
                    cudnnGetRNNWeightParams(
                            d.dnn().handle(),
                            net,
                            0,
                            bytes,
                            new Address(ANYWHERE),
                            gate,
                            matrix,
                            matrixAt,
                            bias,
                            biasAt));
            found[i] = place(matrixAt);
            if (!ofState) {
                found[2 * gates.length + i] = place(biasAt);
            } else if (l.hasRecurrentBias() && i == 2 * gates.length - 1) {
                found[3 * gates.length] = place(biasAt);
            }
        }
        return found;
    }

    private int place(Address at) {
        return Math.toIntExact((at.address() - ANYWHERE) / narrow.type().bytes());
    }

    /** Packs W, R and B. What has no place in ours, such as a second bias, is zero. */
    Where packed() {
        Where space = cleared(size() * Float.BYTES);
        d.launch("recurrent", "pack_weights")
                .over((long) (l.columns() + l.size) * l.gates().length * l.size)
                .in(l.w())
                .in(l.w() + 1)
                .in(l.w() + 2)
                .at(d.fixed(places))
                .at(space)
                .integer(l.inputs)
                .integer(l.columns())
                .integer(l.size)
                .integer(l.gates().length)
                .integer(l.biases)
                .add();
        return narrow.given(space, size());
    }

    /** Puts the gradients of the weights where they are wanted. */
    void unpack(Where space) {
        Where plain = narrow.type() == DnnType.FLOAT ? space : d.scratch(size() * Float.BYTES);
        narrow.take(space, plain, size());
        d.launch("recurrent", "unpack_weights")
                .over((long) (l.inputs + l.size) * l.gates().length * l.size)
                .at(plain)
                .at(d.fixed(places))
                .out(l.w())
                .out(l.w() + 1)
                .out(l.w() + 2)
                .integer(l.inputs)
                .integer(l.columns())
                .integer(l.size)
                .integer(l.gates().length)
                .integer(l.biases)
                .add();
    }
}
