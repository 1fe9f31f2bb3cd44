package org.duograph.workspace.io;

import java.io.IOException;
import java.nio.file.Path;
import java.util.function.Consumer;
import org.duograph.messages.FileFormatException;
import org.duograph.messages.MessageFiles;
import org.duograph.workspace.proto.NetDef;

/** Files that hold a net, in binary or as text; other messages: {@link MessageFiles}. */
public final class NetFiles {
    private NetFiles() {}

    /**
     * Reads a net.
     *
     * @throws FileFormatException if the file holds anything else; other IOExceptions as they come
     */
    public static NetDef readNet(Path file) throws IOException {
        return MessageFiles.read(file, NetDef.getDefaultInstance());
    }

    /**
     * Reads a net. Of a text, fields that only newer programs know are left out; a binary file
     * keeps them.
     *
     * @param notes is told what was left out
     */
    public static NetDef readNet(Path file, Consumer<String> notes) throws IOException {
        return MessageFiles.read(file, NetDef.getDefaultInstance(), notes);
    }
}
