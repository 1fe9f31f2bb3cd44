package org.duograph.cli;

import java.io.IOException;
import java.util.Map;
import java.util.concurrent.Callable;
import org.duograph.cli.options.OnnxArgument;
import org.duograph.cli.options.PictureOptions;
import org.duograph.cli.options.Streams;
import org.duograph.interop.onnx.OnnxModel;
import org.duograph.interop.onnx.proto.NodeProto;
import org.duograph.workspace.draw.NetDrawer.Detail;
import org.duograph.workspace.proto.NetDef;
import org.duograph.workspace.proto.OperatorDef;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code duograph onnx draw}: a picture of a model. */
@Command(
        name = "draw",
        description =
                "Draws a model of ONNX: nodes as boxes, values as octagons. Needs no Graphviz.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  duograph onnx draw model.onnx --out model.html",
            "  duograph onnx draw model.onnx --minimal --right --out model.svg"
        })
final class OnnxDrawCommand implements Callable<Integer> {
    @Mixin private Streams streams;
    @Mixin private OnnxArgument model;
    @Mixin private PictureOptions picture;

    @Override
    public Integer call() throws IOException {
        picture.requireFormat();
        streams.leaveOutTo(picture.out());
        OnnxModel read = model.read();
        streams.write(picture.out(), picture.draw(net(read), Detail.FULL, Map.of()));
        streams.out().println(model.file() + " -> " + picture.out());
        return 0;
    }

    /** The nodes as operators of a net, which the drawer knows. */
    private static NetDef net(OnnxModel model) {
        NetDef.Builder net = NetDef.newBuilder().setName(model.graph().getName());
        model.inputs().forEach(input -> net.addExternalInput(input.getName()));
        model.graph().getInitializerList().forEach(array -> net.addExternalInput(array.getName()));
        for (NodeProto node : model.graph().getNodeList()) {
            OperatorDef.Builder op = net.addOpBuilder();
            op.setName(node.getName()).setType(node.getOpType());
            node.getInputList().stream().filter(name -> !name.isEmpty()).forEach(op::addInput);
            node.getOutputList().stream().filter(name -> !name.isEmpty()).forEach(op::addOutput);
        }
        model.outputs().forEach(net::addExternalOutput);
        return net.build();
    }
}
