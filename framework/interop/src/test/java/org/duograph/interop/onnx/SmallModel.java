package org.duograph.interop.onnx;

import java.util.List;
import org.duograph.interop.onnx.proto.AttributeProto;
import org.duograph.interop.onnx.proto.AttributeProto.AttributeType;
import org.duograph.interop.onnx.proto.GraphProto;
import org.duograph.interop.onnx.proto.ModelProto;
import org.duograph.interop.onnx.proto.NodeProto;
import org.duograph.interop.onnx.proto.TensorShapeProto;
import org.duograph.interop.onnx.proto.ValueInfoProto;
import org.duograph.tensor.DType;
import org.duograph.tensor.NDArray;

/** Models of a few nodes, written in a few lines. */
final class SmallModel {
    final GraphProto.Builder graph = GraphProto.newBuilder().setName("small");
    private final long opset;

    SmallModel(long opset) {
        this.opset = opset;
    }

    /** An input; an extent below zero is open. */
    SmallModel input(String name, DType dtype, int... dims) {
        graph.addInput(value(name, dtype, dims));
        return this;
    }

    SmallModel array(String name, NDArray numbers) {
        graph.addInitializer(OnnxArrays.write(name, numbers));
        return this;
    }

    /** A node: {@code node("Add", "x y", "z")}; a dash stands for an input that is left out. */
    SmallModel node(String type, String inputs, String outputs, AttributeProto... attrs) {
        graph.addNode(one(type, inputs, outputs).toBuilder().addAllAttribute(List.of(attrs)));
        return this;
    }

    SmallModel output(String... names) {
        for (String name : names) {
            graph.addOutput(ValueInfoProto.newBuilder().setName(name));
        }
        return this;
    }

    ModelProto proto() {
        ModelProto.Builder model = ModelProto.newBuilder().setIrVersion(7).setGraph(graph);
        model.addOpsetImportBuilder().setVersion(opset);
        return model.build();
    }

    OnnxModel model() {
        return new OnnxModel(proto(), null);
    }

    static NodeProto one(String type, String inputs, String outputs) {
        NodeProto.Builder node = NodeProto.newBuilder().setOpType(type);
        for (String input : inputs.split(" ")) {
            if (!input.isEmpty()) {
                node.addInput(input.equals("-") ? "" : input);
            }
        }
        return node.addAllOutput(List.of(outputs.split(" "))).build();
    }

    static ValueInfoProto value(String name, DType dtype, int... dims) {
        TensorShapeProto.Builder shape = TensorShapeProto.newBuilder();
        for (int dim : dims) {
            if (dim < 0) {
                shape.addDimBuilder().setDimParam("N");
            } else {
                shape.addDimBuilder().setDimValue(dim);
            }
        }
        ValueInfoProto.Builder value = ValueInfoProto.newBuilder().setName(name);
        value.getTypeBuilder()
                .getTensorTypeBuilder()
                .setElemType(OnnxType.code(dtype))
                .setShape(shape);
        return value.build();
    }

    static AttributeProto number(String name, long value) {
        return attribute(name, AttributeType.INT).setI(value).build();
    }

    static AttributeProto numbers(String name, long... values) {
        AttributeProto.Builder attr = attribute(name, AttributeType.INTS);
        for (long value : values) {
            attr.addInts(value);
        }
        return attr.build();
    }

    static AttributeProto graph(String name, SmallModel body) {
        return attribute(name, AttributeType.GRAPH).setG(body.graph).build();
    }

    static AttributeProto.Builder attribute(String name, AttributeType type) {
        return AttributeProto.newBuilder().setName(name).setType(type);
    }
}
