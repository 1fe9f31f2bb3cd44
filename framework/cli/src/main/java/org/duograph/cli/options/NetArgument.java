package org.duograph.cli.options;

import java.io.IOException;
import java.nio.file.Path;
import org.duograph.workspace.io.NetFiles;
import org.duograph.workspace.proto.NetDef;
import picocli.CommandLine.Parameters;

/** The argument NET: a file with a net. */
public final class NetArgument {
    @Parameters(
            index = "0",
            paramLabel = "NET",
            description = "A file with a NetDef, binary or as text.")
    private Path file;

    /** The net. */
    public NetDef read() throws IOException {
        return read(file);
    }

    /** Reads a net; one without a name gets that of its file, so that errors can name it. */
    public static NetDef read(Path file) throws IOException {
        NetDef net = NetFiles.readNet(file);
        if (!net.getName().isEmpty()) {
            return net;
        }
        String stem = file.getFileName().toString().replaceFirst("\\.[^.]*$", "");
        return net.toBuilder().setName(stem).build();
    }
}
