package org.duograph.cli.options;

import java.io.IOException;
import java.nio.file.Path;
import org.duograph.interop.onnx.OnnxModel;
import picocli.CommandLine.Parameters;

/** The model that a command is about. */
public final class OnnxArgument {
    @Parameters(paramLabel = "MODEL", description = "The model: a file .onnx.")
    private Path file;

    /** Its file. */
    public Path file() {
        return file;
    }

    /** Reads it. */
    public OnnxModel read() throws IOException {
        return OnnxModel.read(StandardInput.orFile(file));
    }
}
