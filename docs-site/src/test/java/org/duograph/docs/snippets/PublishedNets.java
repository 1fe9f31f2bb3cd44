package org.duograph.docs.snippets;

import org.duograph.keras.Model;
import org.duograph.tensor.Shape;
import org.duograph.workspace.model.ModelHelper;

/** MobileNet in both faces, for the page about the zoo. */
final class PublishedNets {
    private PublishedNets() {}

    /** The learnt numbers of the net. */
    static long workspace() {
        // tag::workspace[]
        ModelHelper model = new ModelHelper("mobile");
        String data = model.input("data", Shape.of(8, 3, 224, 224));
        String scores = org.duograph.workspace.zoo.MobileNet.v2(model, data, 1000);
        // end::workspace[]
        if (!model.type(scores).shape().equals(Shape.of(8, 1000))) {
            throw new AssertionError(model.type(scores));
        }
        return model.learntNumbers();
    }

    /** The same in the session face: the summary. */
    static String session() {
        // tag::session[]
        try (Model model = org.duograph.keras.applications.MobileNet.v2(1000, 224, 224, 3)) {
            return model.summaryText();
        }
        // end::session[]
    }
}
