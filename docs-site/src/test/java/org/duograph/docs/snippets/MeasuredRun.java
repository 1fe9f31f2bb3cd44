package org.duograph.docs.snippets;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.duograph.session.Session;
import org.duograph.session.Tensor;
import org.duograph.session.Timeline;
import org.duograph.session.proto.RunMetadata;
import org.duograph.tensor.NDArray;

/** A run that is measured. */
final class MeasuredRun {
    private MeasuredRun() {}

    static NDArray run(Session session, Tensor x, NDArray images, Tensor y, Path file)
            throws IOException {
        // tag::timeline[]
        RunMetadata.Builder metadata = RunMetadata.newBuilder();
        NDArray scores = session.newRun().feed(x, images).metadata(metadata).run(y);
        Files.writeString(file, Timeline.chromeTrace(metadata.build()));
        // end::timeline[]
        return scores;
    }
}
