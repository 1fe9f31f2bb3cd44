package org.duograph.graph;

import org.duograph.tensor.ArrayType;
import org.duograph.tensor.DType;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Philox;
import org.duograph.tensor.Shape;

/**
 * An operator's executable definition: plain loops over {@code double[]}, over {@code long[]} where
 * whole numbers are to keep all their bits, and over {@code String[]} where there are texts.
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

        /** The number of inputs, absent ones before others included. */
        int inputCount();

        /** Whether the optional input {@code i} is there. */
        default boolean has(int i) {
            return i < inputCount() && !inType(i).equals(Operand.ABSENT);
        }

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

        /** The elements of input {@code i} where they are texts. */
        String[] textsIn(int i);

        /** The elements of output {@code i} where they are texts, to be written in full. */
        String[] textsOut(int i);

        /** Whether input {@code i} holds whole numbers. */
        default boolean isWhole(int i) {
            return inType(i).dtype().isWhole();
        }

        /** Whether input {@code i} holds texts. */
        default boolean isText(int i) {
            return inType(i).dtype().isText();
        }

        /** The array of input {@code i}, for kernels that only move: double[], long[], String[]. */
        default Object inArray(int i) {
            return isText(i) ? textsIn(i) : isWhole(i) ? wholesIn(i) : in(i);
        }

        /**
         * The array of output {@code i}, for kernels that only move: double[], long[], String[].
         */
        default Object outArray(int i) {
            DType dtype = outType(i).dtype();
            return dtype.isText() ? textsOut(i) : dtype.isWhole() ? wholesOut(i) : out(i);
        }

        /** A copy of input {@code i}, for kernels that hand it to others. */
        default NDArray read(int i) {
            NDArray copy = NDArray.zeros(inType(i));
            ReferenceArrays.read(inArray(i), copy);
            return copy;
        }

        /** Fills output {@code i} with the numbers of an array of its type. */
        default void write(int i, NDArray numbers) {
            ReferenceArrays.write(numbers, outArray(i));
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
