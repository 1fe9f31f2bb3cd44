package org.duograph.session.io;

import java.util.ArrayList;
import java.util.List;
import org.duograph.session.Body;
import org.duograph.session.Operation;
import org.duograph.session.Tensor;
import org.duograph.session.proto.FunctionDef;
import org.duograph.session.proto.NodeDef;
import org.duograph.session.proto.OpDef;

/** Writes a body as TensorFlow's {@code FunctionDef}. */
final class FunctionWriter {
    private final Body body;

    private FunctionWriter(Body body) {
        this.body = body;
    }

    static FunctionDef write(Body body) {
        return new FunctionWriter(body).message();
    }

    private FunctionDef message() {
        OpDef.Builder signature = OpDef.newBuilder().setName(body.name());
        FunctionDef.Builder message = FunctionDef.newBuilder();
        for (Tensor parameter : body.parameters()) {
            signature
                    .addInputArgBuilder()
                    .setName(parameter.operation().name())
                    .setType(parameter.typeInFiles());
        }
        for (int k = 0; k < body.results().size(); k++) {
            Tensor result = body.results().get(k);
            String name = body.resultNames().get(k);
            signature.addOutputArgBuilder().setName(name).setType(result.typeInFiles());
            message.putRet(name, reference(result));
        }
        if (body.isStateful()) {
            signature.setIsStateful(true);
        }
        body.operations().forEach(op -> message.addNodeDef(node(op)));
        return message.setSignature(signature).build();
    }

    private NodeDef node(Operation op) {
        List<String> inputs = new ArrayList<>();
        op.inputs().forEach(input -> inputs.add(reference(input)));
        op.controlInputs().forEach(before -> inputs.add("^" + before.name()));
        return GraphDefWriter.node(op, inputs);
    }

    /** A tensor as functions call it: a parameter's name, or {@code node:argument:index}. */
    private String reference(Tensor tensor) {
        return body.parameters().contains(tensor)
                ? tensor.operation().name()
                : tensor.operation().name() + ":" + tensor.argument();
    }
}
