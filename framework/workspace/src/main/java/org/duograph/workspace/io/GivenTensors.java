package org.duograph.workspace.io;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.duograph.tensor.DType;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;
import org.duograph.workspace.proto.OperatorDef;

/**
 * Arrays that are written out in a net: which of the GivenTensor...Fill operators holds which
 * element type. What has no operator of its own is written as a wider type and cast.
 */
public final class GivenTensors {
    private GivenTensors() {}

    /** The operator that fills with this type, or an empty string where there is none. */
    private static String operator(DType dtype) {
        return switch (dtype) {
            case FLOAT32 -> "GivenTensorFill";
            case FLOAT64 -> "GivenTensorDoubleFill";
            case INT32 -> "GivenTensorIntFill";
            case INT64 -> "GivenTensorInt64Fill";
            case BOOL -> "GivenTensorBoolFill";
            case STRING -> "GivenTensorStringFill";
            default -> "";
        };
    }

    /** A type with an operator of its own that holds all numbers of {@code dtype}. */
    private static DType wider(DType dtype) {
        return switch (dtype) {
            case FLOAT16, BFLOAT16 -> DType.FLOAT32;
            case UINT8, INT8, UINT16, INT16 -> DType.INT32;
            case UINT32 -> DType.INT64;
            default -> dtype;
        };
    }

    /**
     * The operators that write an array into a blob: one; or several, which write blobs of names
     * made from this one besides.
     *
     * @throws IllegalArgumentException if a net can't hold it: float64 numbers that are too large
     *     or too small for three float32 to add up to them
     */
    public static List<OperatorDef> operators(String blob, NDArray numbers) {
        DType dtype = numbers.dtype();
        DType held = wider(dtype);
        if (held != dtype) {
            String wide = blob + "_wide";
            Map<String, Object> to = Map.of("to", TypeNumbers.word(dtype));
            return List.of(
                    fill(wide, numbers.cast(held)),
                    Ops.operator("Cast", List.of(wide), List.of(blob), to));
        }
        boolean exact =
                dtype != DType.FLOAT64 || numbers.equals(numbers.cast(DType.FLOAT32).cast(dtype));
        return exact ? List.of(fill(blob, numbers)) : sum(blob, numbers);
    }

    private static OperatorDef fill(String blob, NDArray numbers) {
        DType dtype = numbers.dtype();
        DType inArguments = dtype.isText() ? dtype : dtype.isWhole() ? DType.INT64 : DType.FLOAT32;
        Map<String, Object> args = new LinkedHashMap<>();
        args.put("shape", numbers.shape().toList());
        args.put("values", numbers.cast(inArguments).data());
        return Ops.operator(operator(dtype), List.of(), List.of(blob), args);
    }

    /**
     * Arguments hold float32 alone, but three of them hold all bits of a float64. A number that is
     * held sooner, as Infinity and NaN are, goes on with zeros of its sign.
     */
    private static List<OperatorDef> sum(String blob, NDArray numbers) {
        List<OperatorDef> operators = new ArrayList<>();
        List<String> names = new ArrayList<>();
        NDArray rest = numbers.copy();
        double[] sums = new double[numbers.size()];
        Arrays.fill(sums, -0.0);
        for (int part = 0; part < 3; part++) {
            NDArray rounded = rest.cast(DType.FLOAT32).cast(DType.FLOAT64);
            names.add(blob + "_part" + part);
            operators.add(fill(names.get(part), rounded));
            for (int i = 0; i < rest.size(); i++) {
                double all = rest.get(i);
                boolean held = Double.compare(all, rounded.get(i)) == 0;
                rest.set(i, held ? Math.copySign(0, all) : all - rounded.get(i));
                sums[i] += rounded.get(i);
            }
        }
        for (int i = 0; i < rest.size(); i++) {
            if (Double.compare(sums[i], numbers.get(i)) != 0) {
                throw new IllegalArgumentException(
                        "Blob \"%s\" holds %s, which the float32 arguments of a net can't; feed it"
                                .formatted(blob, numbers.get(i)));
            }
        }
        operators.add(Ops.operator("Sum", names, List.of(blob)));
        return operators;
    }

    /**
     * The array in the arguments of such an operator.
     *
     * @throws IllegalArgumentException if it is another operator
     */
    public static NDArray array(String type, Args args, Shape shape) {
        for (DType dtype : DType.values()) {
            if (operator(dtype).equals(type)) {
                NDArray values =
                        dtype.isText()
                                ? texts(shape, args.strings("values"))
                                : dtype.isWhole()
                                        ? NDArray.of(shape, args.ints("values"))
                                        : NDArray.of(shape, args.floats("values"));
                return values.cast(dtype);
            }
        }
        throw new IllegalArgumentException(type + " does not fill a tensor with what is given");
    }

    private static NDArray texts(Shape shape, List<String> texts) {
        return NDArray.ofTexts(shape, texts.toArray(String[]::new));
    }
}
