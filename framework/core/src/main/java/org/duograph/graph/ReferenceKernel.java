package org.duograph.graph;

import org.duograph.tensor.ArrayType;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Philox;
import org.duograph.tensor.Shape;

/**
 * An operator's executable definition: plain loops over {@code double[]}, and over {@code long[]}
 * where whole numbers are to keep all their bits.
 *
 * <p>It must write every element of every output, must not touch its inputs, and must give the same
 * numbers every time.
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

        /**
         * The elements of input {@code i}, row-major; not to be written. Whole ones are widened.
         */
        double[] in(int i);

        /** The elements of output {@code i}, row-major; to be written in full. */
        double[] out(int i);

        /** The elements of input {@code i} where they are whole numbers, all 64 bits. */
        long[] wholesIn(int i);

        /** The elements of output {@code i}, to be written in full; its type makes them wrap. */
        long[] wholesOut(int i);

        /** Whether input {@code i} holds whole numbers. */
        default boolean isWhole(int i) {
            return !inType(i).dtype().isFloating();
        }

        /** The array of input {@code i}, for kernels that only move: double[] or long[]. */
        default Object inArray(int i) {
            return isWhole(i) ? wholesIn(i) : in(i);
        }

        /** The array of output {@code i}, for kernels that only move: double[] or long[]. */
        default Object outArray(int i) {
            return outType(i).dtype().isFloating() ? out(i) : wholesOut(i);
        }

        /** A copy of input {@code i}, for kernels that hand it to others. */
        default NDArray read(int i) {
            NDArray copy = NDArray.zeros(inType(i));
            for (int e = 0; e < copy.size(); e++) {
                if (isWhole(i)) {
                    copy.setWhole(e, wholesIn(i)[e]);
                } else {
                    copy.set(e, in(i)[e]);
                }
            }
            return copy;
        }

        /** Fills output {@code i} with the numbers of an array of its type. */
        default void write(int i, NDArray numbers) {
            if (outType(i).dtype().isFloating()) {
                numbers.get(out(i));
            } else {
                numbers.get(wholesOut(i));
            }
        }

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
