package org.duograph.graph;

import org.duograph.tensor.ArrayType;
import org.duograph.tensor.Philox;
import org.duograph.tensor.Shape;

/**
 * An operator's executable definition: plain loops over {@code double[]}.
 *
 * <p>It must write every element of every output, must not touch its inputs, and must give the same
 * numbers every time. Integers are held in doubles, exactly up to 2^53.
 */
@FunctionalInterface
public interface ReferenceKernel {
    /** Computes the outputs from the inputs. */
    void run(Operands o);

    /** The arrays of one call. An array may be longer than its shape needs: count by the shape. */
    interface Operands {
        /** The node's attributes. */
        Attrs attrs();

        /** The number of inputs. */
        int inputCount();

        /** The number of outputs. */
        int outputCount();

        /** The elements of input {@code i}, row-major; not to be written. */
        double[] in(int i);

        /** The elements of output {@code i}, row-major; to be written in full. */
        double[] out(int i);

        /** The type of input {@code i}. */
        ArrayType inType(int i);

        /** The type of output {@code i}. */
        ArrayType outType(int i);

        /** The shape of input {@code i}. */
        default Shape inShape(int i) {
            return inType(i).shape();
        }

        /** The shape of output {@code i}. */
        default Shape outShape(int i) {
            return outType(i).shape();
        }

        /** The random numbers of this node at this step. */
        Philox random();
    }
}
