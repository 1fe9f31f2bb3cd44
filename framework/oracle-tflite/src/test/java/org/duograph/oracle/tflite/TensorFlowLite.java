package org.duograph.oracle.tflite;

import static org.assertj.core.api.Assertions.assertThat;

import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.tensorflowlite.BuiltinOpResolver;
import org.bytedeco.tensorflowlite.FlatBufferModel;
import org.bytedeco.tensorflowlite.Interpreter;
import org.bytedeco.tensorflowlite.InterpreterBuilder;
import org.bytedeco.tensorflowlite.OpResolver;

/** A model in the real TensorFlow Lite, with its default kernels (XNNPACK). */
final class TensorFlowLite implements AutoCloseable {
    private static final int OK = 0;

    private final BytePointer bytes;
    private final FlatBufferModel model;
    private final OpResolver resolver;
    private final Interpreter interpreter;

    TensorFlowLite(byte[] file) {
        bytes = new BytePointer(file);
        model = FlatBufferModel.BuildFromBuffer(bytes, file.length, null);
        assertThat(model).as("the model, as TensorFlow Lite reads it").isNotNull();
        resolver = new BuiltinOpResolver();
        interpreter = new Interpreter((Pointer) null);
        assertThat(new InterpreterBuilder(model, resolver).apply(interpreter)).isEqualTo(OK);
        assertThat(interpreter.AllocateTensors()).isEqualTo(OK);
    }

    /** What the only output holds after a run on the only input. */
    float[] run(float[] input, int outputs) {
        interpreter.typed_input_tensor_float(0).put(input);
        assertThat(interpreter.Invoke()).isEqualTo(OK);
        float[] output = new float[outputs];
        interpreter.typed_output_tensor_float(0).get(output);
        return output;
    }

    @Override
    public void close() {
        interpreter.close();
        resolver.close();
        model.close();
        bytes.close();
    }
}
